import { type KeyLabel, errors as programErrors } from "@pha/program-kit";
import { takeLease } from "@pha/program-kit/testing";
import { contracts } from "@pha/runtime/spec";
import { afterAll, beforeEach, expect, it, vi } from "vitest";
import { returnBlocks } from "../cluster.ts";
import { type Member, TwoMembers } from "../testing/two-members.ts";
import { adder, executeAll, noWork, startPool, word } from "../testing.ts";

// Pairings in JavaScript take their time on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const [givers, askers] = await Promise.all([startPool(), startPool()]);
afterAll(() => Promise.all([givers, askers].map((pool) => pool[Symbol.asyncDispose]())));

let both: TwoMembers;
let giver: Member;
let asker: Member;

/** On a network that keeps no history. */
beforeEach(async () => {
  both = await TwoMembers.start(givers, askers);
  ({ giver, asker } = both);
  both.chain.ledger.pallet(contracts).figures.put({ keyEpoch: 16, keepsHistory: false });
});

/** Has gatekeepers refuse keys of epochs before one, but for those of tags. */
function refuseBefore(epoch: number): void {
  const isOver = ({ type, value }: KeyLabel) => type === "encrypt" && value.epoch < epoch;
  both.chain.gatekeepers.refuses = (labels) => labels.some(isOver);
}

/** The other worker executes all that there is, and the ledger agrees. */
async function agree(): Promise<void> {
  for (let i = 0; i < 2; i++) await both.take(giver, both.steps);
  both.agree(giver);
  both.block();
  for (const { core } of [giver, asker]) await takeLease(core);
  await both.take(giver, both.steps);
}

/** Two key epochs begin, one after the other, each with a command; the first ends before the second's. */
async function twoEpochs(): Promise<void> {
  for (const epoch of [1, 2]) {
    both.chain.rotate(both.id, { epoch, after: 2, grace: 1 });
    for (let i = 0; i < 6; i++) both.block();
    both.chain.command({ ...both.scope, epoch }, word(1), "add", epoch);
    both.block();
    await both.take(giver, both.steps);
  }
  await agree();
  refuseBefore(2);
}

const bringBack = async (member: Member) => {
  await both.take(member, both.steps);
  await executeAll(member.state);
};

it("a worker that was killed while its contract went over to other code comes back by another one's state", async () => {
  const hosted = giver.state.contracts.get(both.id) ?? expect.fail();
  hosted.agreed = { ...hosted.agreed, stateHeight: hosted.height, stateTag: hosted.snapshot().stateTag };
  await giver.state.rest();
  both.add(7);
  const next = both.chain.upgrade(both.id, `${adder}// again`, 2);
  both.block();
  await agree();
  refuseBefore(2);
  const killed = both.join(askers);
  both.admit([giver, killed]);
  both.block();
  await both.take(giver, both.steps);
  await bringBack(killed);
  expect(killed.state.counts).toEqual({ ...noWork, resumed: 1, received: 1 });
  expect([both.tagOf(killed), killed.logged]).toEqual([both.tagOf(giver), []]);
  both.chain.command(next, word(1), "add", 1);
  both.block();
  for (const member of [giver, killed]) await bringBack(member);
  expect([killed.state.counts.executed, both.tagOf(killed)]).toEqual([1n, both.tagOf(giver)]);
});

it("a worker that was away while key epochs ended goes on from another one's state, its own work counted", async () => {
  both.add(9);
  await both.take(asker, both.steps);
  const { executed } = asker.state.counts;
  await twoEpochs();
  await bringBack(asker);
  expect(asker.state.counts).toMatchObject({ executed: executed + 1n, received: 2 });
  expect([both.tagOf(asker), asker.logged]).toEqual([both.tagOf(giver), []]);
  both.chain.command({ ...both.scope, epoch: 2 }, word(1), "add", 1);
  both.block();
  for (const member of [giver, asker]) await bringBack(member);
  expect(both.tagOf(asker)).toBe(both.tagOf(giver));
});

it("it says so where nobody has anything, and comes back once somebody has", async () => {
  await both.take(asker, both.steps);
  await twoEpochs();
  const { handOver } = both.chain;
  both.chain.handOver = async () => {
    throw programErrors.NotStarted();
  };
  await bringBack(asker);
  expect(asker.logged).toEqual([
    "miner.CheckpointRefused",
    "program.NotStarted",
    "miner.NotBroughtBack",
    "miner.EpochOver",
  ]);
  both.chain.handOver = handOver;
  for (let i = 0; i < returnBlocks; i++) both.block();
  both.chain.command({ ...both.scope, epoch: 2 }, word(1), "add", 1);
  both.block();
  await agree();
  const minuteLater = performance.now() + 60_000;
  vi.spyOn(asker.core.host, "monotonicMs").mockReturnValue(minuteLater);
  await bringBack(asker);
  expect([asker.state.counts.received, both.tagOf(asker)]).toEqual([2, both.tagOf(giver)]);
});
