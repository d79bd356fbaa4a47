import fc from "fast-check";
import { expect, it } from "vitest";
import { SimulatedAuthor } from "../testing/simulated-author.ts";
import { SimulatedNetwork } from "../testing/simulated-network.ts";
import { certifiedBlocks, deliver, honestSignatures, play, stepOf, troubles } from "../testing/simulated-run.ts";

const step = stepOf(...troubles);
const setting = fc.constantFrom([1, 0], [2, 0], [4, 0], [4, 1], [7, 2]);
const steps = fc.array(step, { minLength: 50, maxLength: 250 });

it("never two certificates at one height, whatever is lost, late, doubled or crashes, with an author who seals twice and f liars", () =>
  fc.assert(
    fc.asyncProperty(setting, steps, async ([n, liars], steps) => {
      const network = new SimulatedNetwork(n as number, liars as number);
      const author = new SimulatedAuthor(network);
      for (const one of steps) await play(network, author, one, true);
      for (const [height, hashes] of certifiedBlocks(network)) expect([height, hashes.size]).toEqual([height, 1]);
    }),
    { numRuns: 30 },
  ));

it("never two certificates at one height for an author who tries nothing but that", () =>
  fc.assert(
    fc.asyncProperty(setting, fc.array(step, { minLength: 100, maxLength: 200 }), async ([n, liars], steps) => {
      const network = new SimulatedNetwork(n as number, liars as number);
      const author = new SimulatedAuthor(network, { isEvil: true });
      author.extend(true);
      for (const one of steps) {
        const action = one.action === "extend" ? "cheat" : one.action;
        await play(network, author, { ...one, action }, true);
      }
      for (const [height, hashes] of certifiedBlocks(network)) expect([height, hashes.size]).toEqual([height, 1]);
    }),
    { numRuns: 30 },
  ));

it("an honest validator signs once per height and round", () =>
  fc.assert(
    fc.asyncProperty(steps, async (steps) => {
      const network = new SimulatedNetwork(4, 1);
      const author = new SimulatedAuthor(network);
      for (const one of steps) await play(network, author, one, true);
      for (const [name, signatures] of honestSignatures(network)) expect([name, signatures.size]).toEqual([name, 1]);
    }),
    { numRuns: 10 },
  ));

it("heights grow with n − f honest validators and eventual delivery, also over invalid blocks", () =>
  fc.assert(
    fc.asyncProperty(setting, steps, async ([n, liars], steps) => {
      const network = new SimulatedNetwork(n as number, liars as number);
      const author = new SimulatedAuthor(network);
      for (const one of steps) await play(network, author, one, false);
      const before = author.finalized.length;
      for (let round = 0; round < 12 && author.finalized.length < before + 3; round++) {
        author.extend(true);
        author.tellAgain();
        while (network.underWay.length > 0) await deliver(network, author, 0);
      }
      expect(author.finalized.length).toBeGreaterThanOrEqual(before + 3);
    }),
    { numRuns: 20 },
  ));
