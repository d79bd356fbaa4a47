import fc from "fast-check";
import { expect, it } from "vitest";
import { SimulatedAuthor } from "../testing/simulated-author.ts";
import { SimulatedNetwork } from "../testing/simulated-network.ts";
import {
  certifiedBlocks,
  deliver,
  honestSignatures,
  moves,
  play,
  type Step,
  stepOf,
  troubles,
} from "../testing/simulated-run.ts";

const setting = fc.constantFrom([2, 0], [4, 0], [4, 1], [7, 2]);
const steps = fc.array(stepOf(...troubles, ...moves), { minLength: 80, maxLength: 200 });

async function playAll(network: SimulatedNetwork, steps: readonly Step[], isEvil = false): Promise<SimulatedAuthor> {
  const author = new SimulatedAuthor(network, { isEvil });
  author.extend(true);
  for (const one of steps) {
    const action = isEvil && one.action === "extend" ? "cheat" : one.action;
    await play(network, author, { ...one, action }, true);
  }
  return author;
}

/** So many heights more, within some rounds of proposals that all arrive. */
async function grow(network: SimulatedNetwork, author: SimulatedAuthor, heights: number): Promise<void> {
  const goal = author.finalized.length + heights;
  for (let round = 0; round < 12 && author.finalized.length < goal; round++) {
    author.extend(true);
    author.tellAgain();
    while (network.underWay.length > 0) await deliver(network, author, 0);
  }
  expect(author.finalized.length).toBeGreaterThanOrEqual(goal);
}

it("never a second signature, nor a second certificate, when validators go back to any earlier copy of their folders and a single one that stays hears them", () =>
  fc.assert(
    fc.asyncProperty(setting, fc.boolean(), steps, async ([n, liars], isEvil, steps) => {
      const network = new SimulatedNetwork(n as number, liars as number);
      const [witness] = network.honest;
      network.hears = (listener) => listener === witness;
      await playAll(network, steps, isEvil);
      for (const [name, signatures] of honestSignatures(network)) expect([name, signatures.size]).toEqual([name, 1]);
      for (const [height, hashes] of certifiedBlocks(network)) expect([height, hashes.size]).toEqual([height, 1]);
    }),
    { numRuns: 12 },
  ));

it("never a vote against what an honest one that is there has heard, whatever is not heard", () =>
  fc.assert(
    fc.asyncProperty(setting, fc.integer(), fc.boolean(), steps, async ([n, liars], deaf, isEvil, steps) => {
      const network = new SimulatedNetwork(n as number, liars as number);
      network.hears = (listener, { vote }) =>
        ((deaf >> ((vote.number + vote.round + network.honest.indexOf(listener)) % 31)) & 1) === 0;
      await playAll(network, steps, isEvil);
      expect(network.contradictions).toEqual([]);
    }),
    { numRuns: 12 },
  ));

it("one that was away votes at once when it is needed: heights grow with n − f that are there", () =>
  fc.assert(
    fc.asyncProperty(
      fc.constantFrom(4, 7),
      fc.nat(),
      fc.array(stepOf(...troubles, "leave", "comeBack"), { minLength: 50, maxLength: 150 }),
      async (n, which, steps) => {
        const network = new SimulatedNetwork(n, 0);
        const author = new SimulatedAuthor(network);
        await grow(network, author, 1); // whoever comes too late for the first block has no votes
        for (const one of steps) await play(network, author, one, false);
        for (let index = 0; index < n - 1; index++) network.comeBack(index);
        for (let away = 0; away < n - network.quorum; away++) await network.leave(which + away);
        await grow(network, author, 3);
      },
    ),
    { numRuns: 12 },
  ));
