import { takeLease } from "@pha/program-kit/testing";
import { afterAll, beforeEach, expect, it, vi } from "vitest";
import { type Member, TwoMembers } from "../testing/two-members.ts";
import { inOneGo, noWork, startPool, word } from "../testing.ts";
import { oldBlocks } from "./starts.ts";

// Pairings in JavaScript take their time on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const [givers, askers] = await Promise.all([startPool(), startPool()]);
afterAll(() => Promise.all([givers, askers].map((pool) => pool[Symbol.asyncDispose]())));

let both: TwoMembers;
let giver: Member;
let asker: Member;
beforeEach(async () => {
  both = await TwoMembers.start(givers, askers);
  ({ giver, asker } = both);
});

it("a new worker goes on from what another one gives it, receipts too, and executes nothing before", async () => {
  await both.take(asker, both.steps);
  expect([asker.state.counts, asker.logged]).toEqual([{ ...noWork, received: 1 }, []]);
  expect(giver.state.counts).toMatchObject({ executed: 6n, given: 1 });
  expect(both.tagOf(asker)).toBe(both.tagOf(giver));
  const receiptsOf = ({ state }: Member) => state.contracts.get(both.id)?.receipts.before(undefined, 5, 5);
  expect(receiptsOf(asker)).toEqual(receiptsOf(giver));
  expect(receiptsOf(asker)).toHaveLength(5);
});

it("it gets the height that it knows agreed on, however far ahead the other one is, and comes to the same", async () => {
  const known = [...both.steps];
  for (let i = 0; i < 20; i++) both.add(i);
  await both.take(giver, both.steps);
  await both.take(asker, known);
  expect(asker.state.counts).toEqual({ ...noWork, received: 1 });
  await both.take(asker, both.steps);
  expect([asker.state.counts.executed, both.tagOf(asker)]).toEqual([20n, both.tagOf(giver)]);
});

it("it executes all when the other one does not know the height any more, and does not complain", async () => {
  const known = [...both.steps];
  for (let i = 0; i < 130; i++) both.add(i);
  await both.take(giver, both.steps);
  await both.take(asker, known);
  expect([asker.state.counts, asker.logged]).toEqual([{ ...noWork, executed: 6n }, []]);
});

it("it keeps what it got, and its next start asks nobody", async () => {
  await both.take(asker, both.steps);
  await keepAll(asker);
  const again = both.join(askers);
  await both.take(again, both.steps);
  expect(again.state.counts).toEqual({ ...noWork, resumed: 1 });
  expect(giver.state.counts.given).toBe(1);
});

it("a worker whose own is old asks for a newer one, and goes on from its own where nobody has any", async () => {
  await keepAll(giver);
  for (let i = 0; i < oldBlocks; i++) both.block();
  both.add(9);
  await both.take(giver, both.steps);
  both.agree(giver);
  both.block();
  for (const { core } of [giver, asker]) await takeLease(core);
  await both.take(giver, both.steps);
  const [again, alone] = [both.join(askers), both.join(askers)];
  both.admit([giver, again]);
  both.block();
  await both.take(giver, both.steps);
  await both.take(again, both.steps);
  expect([again.state.counts, again.logged]).toEqual([{ ...noWork, received: 1 }, []]);
  both.admit([alone]);
  both.block();
  await both.take(alone, both.steps);
  expect(alone.state.counts).toEqual({ ...noWork, resumed: 1, executed: 1n });
  expect(both.tagOf(alone)).toBe(both.tagOf(giver));
});

/** Has a worker keep checkpoints of what the ledger agreed on. */
async function keepAll({ state }: Member): Promise<void> {
  const hosted = state.contracts.get(both.id) ?? expect.fail();
  hosted.agreed = { ...hosted.agreed, stateHeight: hosted.height, stateTag: hosted.snapshot().stateTag };
  await state.rest();
  expect(state.counts.kept).toBe(1);
}

it("a new worker that comes in a later key epoch gets the key of the one in which the height was agreed on", async () => {
  await rotate();
  await both.take(asker, both.steps);
  expect([asker.state.counts, asker.logged]).toEqual([{ ...noWork, received: 1 }, []]);
  expect(both.tagOf(asker)).toBe(both.tagOf(giver));
  both.chain.command({ ...both.scope, epoch: 1 }, word(1), "add", 3);
  both.block();
  for (const member of [giver, asker]) await both.take(member, both.steps);
  await both.take(asker, both.steps);
  expect([asker.state.counts.executed, both.tagOf(asker)]).toEqual([1n, both.tagOf(giver)]);
});

it("it executes all, and does not blame the other one, when that key is not to be had", async () => {
  await rotate();
  let asked = 0;
  both.chain.gatekeepers.refuses = (labels) =>
    asked++ < 6 && labels.some(({ value }) => "epoch" in value && value.epoch === 0);
  await both.take(asker, both.steps);
  expect(asker.logged).toEqual(["miner.CheckpointRefused", "miner.KeysUnavailable"]);
});

/** Has the ledger agree on a height of the first key epoch, and go on into the second. */
async function rotate(): Promise<void> {
  both.chain.rotate(both.id, { epoch: 1, after: 2, grace: 20 });
  both.block();
  await both.take(giver, both.steps);
  both.agree(giver);
  for (let i = 0; i < 4; i++) both.block();
  for (const { core } of [giver, asker]) await takeLease(core);
  await both.take(giver, both.steps);
  await both.take(giver, both.steps);
}

it("it asks again who has not seen yet that it is admitted", async () => {
  const fresh = both.join(askers);
  both.admit([giver, fresh]);
  both.block();
  await fresh.state.advance(inOneGo(both.steps));
  fresh.state.dispatch();
  await fresh.state.asked;
  const { handOver } = both.chain;
  const refused = Promise.withResolvers<void>();
  both.chain.handOver = async (...asked) => {
    try {
      return await handOver(...asked);
    } catch (error) {
      setImmediate(refused.resolve);
      throw error;
    }
  };
  fresh.state.dispatch();
  await refused.promise;
  await both.take(giver, both.steps);
  await vi.waitFor(() => {
    fresh.state.dispatch();
    expect(fresh.state.counts).toEqual({ ...noWork, received: 1 });
  });
  expect(fresh.logged).toEqual([]);
});

it("it asks nobody for a contract that nothing was agreed on of", async () => {
  const fresh = await TwoMembers.start(givers, askers);
  const handOver = vi.spyOn(fresh.chain, "handOver");
  await fresh.asker.state.advance(inOneGo(fresh.steps.slice(0, 1)));
  fresh.asker.state.dispatch();
  await fresh.asker.state.asked;
  fresh.asker.state.dispatch();
  await fresh.asker.state.idle();
  expect(handOver).not.toHaveBeenCalled();
  expect(fresh.asker.state.counts).toEqual({ ...noWork, executed: 1n });
});
