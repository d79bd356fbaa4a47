import type { Hex } from "@pha/codec";
import fc from "fast-check";
import { expect, it } from "vitest";
import { SimulatedAuthor } from "../testing/simulated-author.ts";
import { SimulatedNetwork } from "../testing/simulated-network.ts";

type Action = "deliver" | "lose" | "double" | "crash" | "extend" | "again" | "cheat";
/** Deliveries are common, so that something happens; which message it is makes the delay. */
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 20, arbitrary: fc.constant("deliver" as const) },
  ...(["lose", "double", "crash", "extend", "again", "cheat"] as const).map((one) => ({
    weight: one === "extend" ? 3 : 1,
    arbitrary: fc.constant(one),
  })),
);
const step = fc.record({ action, which: fc.nat(), isValid: fc.boolean() });
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;
const setting = fc.constantFrom([1, 0], [2, 0], [4, 0], [4, 1], [7, 2]);
const steps = fc.array(step, { minLength: 50, maxLength: 250 });

async function deliver(network: SimulatedNetwork, author: SimulatedAuthor, which: number): Promise<void> {
  const [message] = network.underWay.splice(which % (network.underWay.length || 1), 1);
  if (message?.type === "vote") author.hear(message.vote);
  else if (message) await network.deliver(message);
}

async function play(
  network: SimulatedNetwork,
  author: SimulatedAuthor,
  { action, which, isValid }: Step,
  cheats: boolean,
) {
  const { underWay } = network;
  const chosen = which % (underWay.length || 1);
  const message = underWay[chosen];
  if (action === "deliver") await deliver(network, author, which);
  if (action === "lose") underWay.splice(chosen, 1);
  if (action === "double" && message) network.send(message);
  if (action === "crash") await network.crash(which);
  if (action === "extend") author.extend(isValid);
  if (action === "again") author.tellAgain();
  if (action === "cheat" && cheats) author.cheat(isValid, which);
}

/** Blocks of each height that a quorum signed, of all that was ever signed, delivered or not. */
function certifiedBlocks({ votes, quorum }: SimulatedNetwork): Map<number, Set<Hex>> {
  const signers = new Map<string, Set<Hex>>();
  const blocks = new Map<number, Set<Hex>>();
  for (const { number, round, choice, validator } of votes) {
    if (choice.type === "Nil") continue;
    const name = `${number}/${round}/${choice.value}`;
    const all = (signers.get(name) ?? new Set()).add(validator);
    signers.set(name, all);
    if (all.size >= quorum) blocks.set(number, (blocks.get(number) ?? new Set<Hex>()).add(choice.value as Hex));
  }
  return blocks;
}

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
      const honest = network.network.set.addresses.slice(0, 3);
      const signed = new Map<string, Set<Hex>>();
      for (const { number, round, validator, signature } of network.votes) {
        const name = `${validator}/${number}/${round}`;
        if (honest.includes(validator)) signed.set(name, (signed.get(name) ?? new Set()).add(signature));
      }
      for (const [name, signatures] of signed) expect([name, signatures.size]).toEqual([name, 1]);
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
