import { type Json, utf8 } from "@pha/codec";
import { readState } from "@pha/frame";
import { clusters, codeHashOf, contractId, contracts } from "@pha/runtime/spec";
import { type Answer, type Contract, errors, isVerificationError, memoryStore } from "@pha/sdk";
import { eventually } from "@pha/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
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
  ["throwHuge", "contract-engine.ContractThrew", /^Error: y{900,1000} \(contract\.mjs:\d+:\d+\)$/],
  ["throwForged", "contract.contract-engine.GasExhausted", /^not true$/],
];

/** The same question to every worker of the cluster. */
async function askAll(method: string): Promise<Answer[]> {
  const members = await network.client.read((state) => readState(clusters, state).clusters.get(0)?.members ?? []);
  expect(members).toHaveLength(2);
  return Promise.all(members.map((worker) => hostile.query(method, null, { worker })));
}

it("a contract whose constructor fails is broken by its workers' agreement: deploying fails and REST tells why", async () => {
  const code = utf8(
    'export default { init() { throw { code: "NoStart", message: "Not like this." }; }, commands: {} };',
  );
  const salt = new Uint8Array(1);
  await expect(network.client.deploy(alice, { code, salt })).rejects.toMatchObject({
    code: errors.ContractBroken.code,
    data: { reason: "contract.NoStart", message: "Not like this." },
  });
  const id = contractId({ deployer: alice.accountId, cluster: 0, codeHash: codeHashOf(code), salt });
  const said = await fetch(`${network.devnet.urls.gatekeepers[0]}/v1/contracts/${id}`);
  expect(await said.json()).toMatchObject({ broken: { code: "contract.NoStart", message: "Not like this." } });
  await expect(network.client.contract(id).command(bob, "count")).rejects.toSatisfy(errors.ContractBroken.is);
});

describe("a hostile contract's queries", () => {
  it.each(attacks)("%s ends with %s", async (name, code, message) => {
    await expect(hostile.query(name)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it("leave nothing behind for the next one, whatever they do to prototypes", async () => {
    for (let i = 0; i < 3; i++) {
      expect((await hostile.query("poison")).value).toBe(1);
      for (const { value } of await askAll("look")) expect(value).toEqual(["undefined", null, ["a", "b"], "1"]);
    }
  });

  it("do not keep other contracts from answering", async () => {
    const bombs = ["loop", "allocate", "recurse", "loop", "flood", "wait"];
    const struck = Promise.allSettled(bombs.map((bomb) => hostile.query(bomb)));
    for (let i = 0; i < 5; i++) expect((await auction.query("list", null)).value).toEqual([]);
    for (const { status, ...how } of await struck) {
      expect(status).toBe("rejected");
      expect(how).toMatchObject({ reason: { code: expect.stringMatching(/^contract-engine\./) } });
    }
  });
});

describe("a hostile contract's commands", () => {
  it("that fail change nothing, and those around them count", async () => {
    await hostile.command(bob, "count");
    const struck = Promise.allSettled(attacks.map(([name]) => hostile.command(bob, name)));
    expect((await auction.query("list", null)).value).toEqual([]);
    for (const [i, outcome] of (await struck).entries()) {
      const [, code, message] = attacks[i] as (typeof attacks)[number];
      expect(outcome).toMatchObject({ reason: { code, message: expect.stringMatching(message) } });
    }
    expect((await hostile.command(alice, "poison")).value).toBe(1);
    await hostile.command(bob, "count");
    for (const { value } of await askAll("count")) expect(value).toBe("2");
  });

  it("leave both workers at one state, on which they agree", async () => {
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

  it("have receipts that both workers made alike and the ledger has the root of; a lying host is refused", async () => {
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
    for (const lie of lies) {
      forge = lie as typeof forge;
      expect(await other.receipt(message).catch(isVerificationError)).toBe(true);
    }
  });

  it("do not keep other contracts from working", async () => {
    const create = auction.command(alice, "create", { item: "clock", closesAtBlock: 100_000 });
    await expect(hostile.command(bob, "loop")).rejects.toMatchObject({ code: "contract-engine.GasExhausted" });
    expect((await create).value).toEqual({ auction: 1 });
    expect((await auction.query("list", null)).value).toMatchObject([{ auction: 1, item: "clock" }]);
  });
});
