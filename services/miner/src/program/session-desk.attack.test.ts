import { keypairFromUri } from "@pha/crypto";
import { system } from "@pha/runtime/program";
import { attack } from "@pha/testkit/attack";
import { afterAll, expect, vi } from "vitest";
import { admit, alice, callerOf, resultOf, SessionClient, step } from "./testing/session-client.ts";
import { adder, ClusterLedger, makeWorker, startPool, word } from "./testing.ts";

const pool = await startPool();
afterAll(() => pool[Symbol.asyncDispose]());
vi.setConfig({ testTimeout: 30_000 });

const bob = keypairFromUri("//Bob", "sr25519");
const [here, there] = [word(0xc1), word(0xc2)];

/** A worker with two contracts of the same code. */
async function setup() {
  const chain = new ClusterLedger();
  const core = chain.core();
  const worker = makeWorker(core, pool);
  const [scope, other] = [chain.instantiate(here, adder, 1), chain.instantiate(there, adder, 2)];
  admit(chain, core);
  await step(chain, worker);
  return { chain, worker, scope, other };
}

attack("replay, reorder, cut and change what a client sent in its session", async ({ refused, held }) => {
  const { chain, worker, scope } = await setup();
  const client = await SessionClient.open(chain, worker, scope, callerOf(scope.genesis));
  const [first, second, third] = [client.seal("sum"), client.seal("sum"), client.seal("caller")];
  await held("each is answered once, in any order", async () => {
    expect(resultOf(third.read(await client.send(third.frame)))).not.toBeNull();
    expect(resultOf(first.read(await client.send(first.frame)))).toBe(1);
  });
  for (const { frame } of [first, third, first]) await refused("miner.RequestReplayed", () => client.send(frame));
  const { frame } = second;
  for (const cut of [frame.subarray(0, 16), frame.subarray(0, 39)])
    await refused("miner.UnknownSession", () => client.send(cut));
  for (const cut of [frame.subarray(0, -1), frame.subarray(0, 40)])
    await refused("channel.Undecipherable", () => client.send(cut));
  for (const at of [16, 23, 24, frame.length - 1]) {
    const changed = frame.map((byte, i) => (i === at ? byte ^ 1 : byte));
    await refused("channel.Undecipherable", () => client.send(changed));
  }
  await held("what was changed on its way used nothing up", async () => {
    expect(resultOf(second.read(await client.send(frame)))).toBe(1);
  });
  for (let i = 0; i < 1_030; i++) client.seal("sum");
  await client.ask("sum");
  await refused("miner.RequestReplayed", () => client.ask("sum", { seq: 3 }));
});

attack("take a session to another contract, and ask for another in it", async ({ refused, held }) => {
  const { chain, worker, scope } = await setup();
  const client = await SessionClient.open(chain, worker, scope, callerOf(scope.genesis));
  await refused("miner.UnknownSession", () => client.send(client.seal("sum").frame, there));
  await held("it goes on where it was opened", async () => {
    expect(resultOf(await client.ask("sum"))).toBe(1);
  });
});

attack("use another's session, by its name alone", async ({ refused, held }) => {
  const { chain, worker, scope } = await setup();
  const victim = await SessionClient.open(chain, worker, scope, callerOf(scope.genesis));
  const attacker = await SessionClient.open(chain, worker, scope);
  const { frame } = attacker.seal("caller");
  frame.set(victim.seal("caller").frame.subarray(0, 16));
  await refused("channel.Undecipherable", () => attacker.send(frame));
  await held("the victim's numbers are its own", async () => {
    expect(resultOf(await victim.ask("caller"))).not.toBeNull();
  });
});

attack("send the same request for a session again", async ({ refused }) => {
  const { chain, worker, scope } = await setup();
  const open = vi.spyOn(worker, "openSession");
  await SessionClient.open(chain, worker, scope);
  const [sealed] = open.mock.calls[0] as Parameters<typeof worker.openSession>;
  await refused("miner.RequestReplayed", () => worker.openSession(sealed));
});

attack("push others out by opening sessions without end", async ({ held }) => {
  const { chain, worker, scope } = await setup();
  chain.ledger.pallet(system).account.put(alice.accountId, {
    ...chain.ledger.pallet(system).account.get(alice.accountId),
    providers: 1,
  });
  await step(chain, worker);
  const known = await SessionClient.open(chain, worker, scope, callerOf(scope.genesis));
  const [first, second] = [
    await SessionClient.open(chain, worker, scope),
    await SessionClient.open(chain, worker, scope, callerOf(scope.genesis, bob)),
  ];
  for (let i = 0; i < 511; i++) await SessionClient.open(chain, worker, scope);
  await held("there are so many of nobody known, and the one that was used least makes room", async () => {
    await expect(first.ask("sum")).rejects.toMatchObject({ code: "miner.UnknownSession" });
    expect(resultOf(await second.ask("sum"))).toBe(1);
  });
  await held("an account that the ledger knows keeps its own", async () => {
    expect(resultOf(await known.ask("caller"))).toBe(alice.accountId);
  });
});

attack("keep another's session in use by frames that only name it", async ({ refused }) => {
  const { chain, worker, scope } = await setup();
  let nowMs = 0;
  vi.spyOn(worker.core.host, "monotonicMs").mockImplementation(() => nowMs);
  vi.spyOn(worker.core, "isLeased").mockReturnValue(true);
  const victim = await SessionClient.open(chain, worker, scope, callerOf(scope.genesis));
  const forged = victim.seal("sum").frame.map((byte, i) => (i < 24 ? byte : byte ^ 1));
  nowMs = 590_000;
  await refused("channel.Undecipherable", () => victim.send(forged));
  nowMs = 610_000;
  await refused("miner.UnknownSession", () => victim.ask("sum"));
});
