import { type Json, utf8 } from "@pha/codec";
import type { Supervised } from "@pha/devnet";
import { makeCall, readState } from "@pha/frame";
import { maxConstructorBytes, maxContractCodeBytes, maxStateKib } from "@pha/limits";
import { clusters, codeHashOf, contractId, contracts } from "@pha/runtime/spec";
import { type Answer, type Contract, errors, isVerificationError, memoryStore } from "@pha/sdk";
import { eventually } from "@pha/testkit";
import { attack } from "@pha/testkit/attack";
import { afterAll, beforeAll, expect } from "vitest";
import { hostileContract } from "./fixtures/hostile-contract.ts";
import { alice, bob } from "./parties.ts";
import { deployAuction, startWholeNetwork, type WholeNetwork } from "./whole-network.ts";

let network: WholeNetwork;
let hostile: Contract;
let auction: Contract;

beforeAll(async () => {
  network = await startWholeNetwork({ miners: 2 });
  auction = await deployAuction(network.client);
  hostile = await network.client.deploy(alice, { code: utf8(hostileContract) });
});

afterAll(() => network?.[Symbol.asyncDispose]());

/** Parts of a receipt's JSON. */
type Forged = { readonly [name: string]: Json } & {
  readonly path?: { readonly index: number };
  readonly statement: { readonly [name: string]: Json };
  readonly receipt: { readonly sealed: string };
};

/** How each attack ends. */
const attacks: readonly (readonly [name: string, code: string, message: RegExp])[] = [
  ["loop", "contract-engine.GasExhausted", /^The call used up its gas\./],
  ["stubborn", "contract-engine.GasExhausted", /^The call used up its gas\./],
  ["allocate", "contract-engine.MemoryExhausted", /^The call used more memory than a contract may\./],
  ["flood", "contract-engine.OutputTooLarge", /^The result is larger than allowed\./],
  ["recurse", "contract-engine.StackOverflow", /^The call nests deeper than the stack allows\./],
  ["wait", "contract-engine.NeverAnswers", /^The call waits for something that will never happen\./],
  ["throwNothing", "contract-engine.ContractThrew", /^undefined$/],
  ["throwSymbol", "contract-engine.ContractThrew", /^Symbol\(odd\)$/],
  ["throwTrap", "contract-engine.ContractThrew", /^/],
  ["throwProxy", "contract-engine.ContractThrew", /^/],
  ["throwHuge", "contract-engine.ContractThrew", /^Error: y{900,1000} \(contract\.mjs:\d+:\d+(, from [\d:, ]+)?\)$/],
  ["throwForged", "contract.contract-engine.GasExhausted", /^not true$/],
];

/** The same question to every worker of the cluster. */
async function askAll(method: string): Promise<Answer[]> {
  const members = await network.client.read((state) => readState(clusters, state).clusters.get(0)?.members ?? []);
  expect(members).toHaveLength(2);
  return Promise.all(members.map((worker) => hostile.query(method, null, { worker })));
}

attack("deploy a contract whose constructor fails", async ({ refused }) => {
  const code = utf8(
    'export default { init() { throw { code: "NoStart", message: "Not like this." }; }, commands: {} };',
  );
  const salt = new Uint8Array(1);
  await refused(errors.ContractBroken.code, () => network.client.deploy(alice, { code, salt }));
  const id = contractId({ deployer: alice.accountId, cluster: 0, codeHash: codeHashOf(code), salt });
  const said = await fetch(`${network.devnet.urls.gatekeepers[0]}/v1/contracts/${id}`);
  expect(await said.json()).toMatchObject({ broken: { code: "contract.NoStart", message: "Not like this." } });
  await refused(errors.ContractBroken.code, () => network.client.contract(id).command(bob, "count"));
});

/** Has a contract strike, and looks at what its caller is told. */
async function strike(act: Promise<unknown>, message: RegExp): Promise<unknown> {
  const error = await act.then(
    () => new Error("it succeeded"),
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ message: expect.stringMatching(message) });
  throw error;
}

attack("exceed every limit and throw anything, as a contract that is queried", async ({ refused }) => {
  for (const [name, code, message] of attacks) await refused(code, () => strike(hostile.query(name), message));
});

attack("leave something behind for the next query, by prototypes", async ({ held }) => {
  for (let i = 0; i < 3; i++)
    await held("each call begins anew", async () => {
      expect((await hostile.query("poison")).value).toBe(1);
      for (const { value } of await askAll("look")) expect(value).toEqual(["undefined", null, ["a", "b"], "1"]);
    });
});

attack("keep other contracts from answering, by queries", async ({ refused, held }) => {
  const bombs = ["loop", "allocate", "recurse", "loop", "flood", "wait"];
  const struck = Promise.allSettled(bombs.map((bomb) => hostile.query(bomb)));
  await held("others are answered", async () => {
    for (let i = 0; i < 5; i++) expect((await auction.query("list", null)).value).toEqual([]);
  });
  const codes = attacks.map(([, code]) => code);
  for (const how of await struck) await refused(codes, () => (how.status === "rejected" ? how.reason : how.value));
});

attack("exceed every limit and throw anything, as a contract that is commanded", async ({ refused, held }) => {
  await hostile.command(bob, "count");
  const struck = Promise.allSettled(attacks.map(([name]) => hostile.command(bob, name)));
  expect((await auction.query("list", null)).value).toEqual([]);
  for (const [i, outcome] of (await struck).entries()) {
    const [, code, message] = attacks[i] as (typeof attacks)[number];
    const how = outcome.status === "rejected" ? Promise.reject(outcome.reason) : Promise.resolve(outcome.value);
    await refused(code, () => strike(how, message));
  }
  await held("what failed changed nothing", async () => {
    expect((await hostile.command(alice, "poison")).value).toBe(1);
    await hostile.command(bob, "count");
    for (const { value } of await askAll("count")) expect(value).toBe("2");
  });
});

attack("have workers come to different states", async ({ held }) => {
  await held("both agree", async () => {
    const { id } = hostile;
    const { agreed, halted } = await eventually(
      async () => {
        const record = await network.client.read((state) => readState(contracts, state).contracts.get(id));
        const [answer] = await askAll("count");
        return record && record.agreed.stateHeight === answer?.statement.stateHeight ? record : undefined;
      },
      { withinMs: 60_000 },
    );
    expect(halted).toBe(false);
    for (const { statement } of await askAll("count")) expect(statement.stateTag).toBe(agreed.stateTag);
  });
});

attack("forge receipts, as a worker's host", async ({ refused }) => {
  const commands = memoryStore();
  let forge = (reply: Json): Json => reply;
  const forging = async (url: string, init?: RequestInit) => {
    const response = await fetch(url, init);
    return url.includes("/receipts/") && response.ok ? Response.json(forge(await response.json())) : response;
  };
  const through = (await network.connect({ commands, fetch: forging })).contract(hostile.id);
  const { message, standing } = await through.command(bob, "count", null, { wait: "agreed" });
  expect(standing).toBe("agreed");
  const lost = await through.command(bob, "throwForged", null, { wait: "finalized" });

  const other = (await network.connect({ commands, fetch: forging })).contract(hostile.id);
  for (const wanted of ["provisional", "agreed"] as const)
    await expect(other.receipt(lost.message, { standing: wanted })).rejects.toMatchObject({ message: "not true" });
  expect(await other.receipt(message)).toMatchObject({ message, value: null });
  expect(await other.sentMessages()).toEqual([lost.message, message]);
  await expect(hostile.receipt(message)).rejects.toSatisfy(errors.ReceiptKeyMissing.is);
  await expect(other.receipt(1n)).rejects.toMatchObject({ code: "miner.UnknownMessage" });

  const lies: ((reply: Forged) => Json)[] = [
    ({ path, ...reply }) => ({ ...reply, path: path ? { ...path, index: path.index + 1 } : null }),
    ({ path: _, statement, ...reply }) => ({ ...reply, statement: { ...statement, stateHeight: 1 } }),
    ({ receipt, ...reply }) => ({ ...reply, receipt: { ...receipt, sealed: receipt.sealed.replace(/..$/, "00") } }),
    ({ receipt, ...reply }) => ({ ...reply, receipt: { ...receipt, kind: { type: "Unreadable" }, sealed: "0x" } }),
  ];
  const verification = ["sdk.ReceiptNotProven", "sdk.SignerMismatch", "channel.AnswerInvalid"];
  for (const lie of lies) {
    forge = lie as typeof forge;
    await refused(verification, async () => {
      const error = await other.receipt(message).catch((thrown: unknown) => thrown);
      expect(isVerificationError(error)).toBe(true);
      return error;
    });
  }
});

attack("keep other contracts from working, by commands", async ({ refused, held }) => {
  const create = auction.command(alice, "create", { item: "clock", closesAtBlock: 100_000 });
  await refused("contract-engine.GasExhausted", () => hostile.command(bob, "loop"));
  await held("others work", async () => {
    expect((await create).value).toEqual({ auction: 1 });
    expect((await auction.query("list", null)).value).toMatchObject([{ auction: 1, item: "clock" }]);
  });
});

/** Takes as much code, arguments and state as there may be, and calls of it as much memory. */
const greedy = `export default {
  init(ctx, args) { ctx.state.put("args", String(args.length)); },
  commands: {
    fill(ctx, round) {
      let held = Array.from({ length: 40 }, () => new Uint8Array(1 << 18));
      held = null;
      for (let i = 0; i < 4000; i++) ctx.state.put(round + "-" + i, "");
      return null;
    },
  },
  queries: { args: (ctx) => ctx.state.get("args") },
};
//`;

attack("have a cluster lose all its workers while a contract is at every limit at once", async ({ refused, held }) => {
  const code = utf8(greedy.padEnd(maxContractCodeBytes, "x"));
  const args = "a".repeat(maxConstructorBytes - 2);
  const contract = await network.client.deploy(alice, { code, args });
  const room = makeCall(contracts, "reserve", { contract: contract.id, stateKib: maxStateKib });
  await network.client.submit(alice, room);
  for (let round = 0; round < 4; round++) await contract.command(alice, "fill", round);
  await refused("contract-engine.StateFull", () => contract.command(alice, "fill", 4));
  const before = (await auction.query("list", null)).value;

  const workers = ["miner-0", "miner-1"].map((name) => network.devnet.processes[name] as Supervised);
  const pids = workers.map(({ pid }) => pid);
  for (const worker of workers) worker.kill("SIGKILL");
  await eventually(() => workers.every(({ pid }, i) => pid !== 0 && pid !== pids[i]), { withinMs: 30_000 });
  await held("the others serve again once they are replayed, and so does it", async () => {
    const serves = (of: Contract, method: string) => () =>
      of.query(method, null).then(
        ({ value }) => ({ value }),
        () => false,
      );
    expect(await eventually(serves(auction, "list"), { withinMs: 90_000 })).toEqual({ value: before });
    await eventually(serves(hostile, "count"), { withinMs: 30_000 });
    expect(await eventually(serves(contract, "args"), { withinMs: 60_000 })).toEqual({ value: String(args.length) });
    await auction.command(alice, "create", { item: "chair", closesAtBlock: 100_000 });
  });
});
