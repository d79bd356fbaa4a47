import { encodeAddress, type Hex, toHex, utf8 } from "@pha/codec";
import { type JsonSchema, withAbi } from "@pha/contract-engine/abi";
import { errors as engineErrors } from "@pha/contract-engine/errors";
import { keypairFromUri, purePrimitives } from "@pha/crypto";
import { eventOf, readState, makeCall as tx, viewOf } from "@pha/frame";
import {
  clusters,
  codeHashOf,
  contractId,
  contractLimits,
  contracts,
  nothingAgreed,
  type Reason,
} from "@pha/runtime/spec";
import { openCommand } from "@pha/secret-channel";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { errors } from "../errors.ts";
import { connect, type Network } from "../network.ts";
import { skipPauses } from "../testing/no-waiting.ts";
import { TestChain } from "../testing/test-chain.ts";
import { TestWorker } from "../testing/test-worker.ts";

skipPauses();

const alice = keypairFromUri("//Alice", "sr25519");
const bob = keypairFromUri("//Bob", "sr25519");
const object = (properties: Record<string, JsonSchema>) => ({
  ...{ type: "object", properties, required: Object.keys(properties), additionalProperties: false },
});
const code = utf8("export default {}");
const word = (byte: string): Hex => `0x${byte.repeat(32)}`;
const amount = { type: "string", format: "u128" };
const described = utf8(
  withAbi("export default {}", {
    abi: 1,
    init: { input: object({ minimum: { type: "integer", minimum: 0, maximum: 9 } }), output: { type: "null" } },
    commands: {
      bid: { input: object({ amount, for: { type: "string", format: "account" } }), output: { type: "null" } },
    },
    queries: { status: { input: { type: "null" }, output: { type: "null" } } },
  }),
);
const keys = purePrimitives.x25519.generate();

let chain: TestChain;
let network: Network;

beforeEach(async () => {
  chain = new TestChain();
  chain.append();
  network = await connect({ chain: chain.url, fetch: chain.fetch, now: () => chain.nowMs });
});

const ledger = () => readState(contracts, viewOf(chain.head.state));

/** What the workers of the cluster do: they publish the key of every contract, and agree on how its constructor ended. */
function publishKeys(broken?: Reason): void {
  chain.append([], (of) => {
    const { contracts: all, list } = of(contracts);
    for (const id of list.page(0, list.count())) {
      const record = all.get(id);
      const agreed = { ...nothingAgreed, stateHeight: record?.deployedAt ?? 0 };
      if (record) all.put(id, { ...record, encryptKey: toHex(keys.publicKey), agreed, broken });
    }
  });
}

const progress = (step: string) => {
  if (step === "waiting for keys") publishKeys();
};

describe("deploying", () => {
  it("stores the code, makes the contract and waits for its key, all in one transaction", async () => {
    const { id } = await network.deploy(alice, { code, args: { owner: 1n }, progress });
    expect(ledger().list.get(0)).toBe(id);
    const record = await network.contract(id).record();
    expect(record).toMatchObject({ cluster: 0, codeHash: codeHashOf(code), deployer: alice.accountId, halted: false });
    expect(chain.requests.filter((request) => request === "POST /v1/transactions")).toHaveLength(1);
  });

  it("does not store code again; another salt makes another contract, the same salt does not", async () => {
    const first = await network.deploy(alice, { code, salt: Uint8Array.of(1), progress });
    const second = await network.deploy(bob, { code, salt: Uint8Array.of(1), progress });
    expect(second.id).not.toBe(first.id);
    const again = network.deploy(alice, { code, salt: Uint8Array.of(1), progress });
    await expect(again).rejects.toMatchObject({ module: "Contracts", name: "AlreadyExists" });
  });

  it("makes the contract though somebody stores the same code at the same time", async () => {
    const first = (step: string) => {
      if (step === "submitting") chain.run(bob, tx(contracts, "upload_code", { code }));
      progress(step);
    };
    const { id } = await network.deploy(alice, { code, progress: first });
    expect((await network.contract(id).record()).codeHash).toBe(codeHashOf(code));
  });

  it("holds the constructor's arguments against the code's ABI before anything is sent", async () => {
    const refused = network.deploy(alice, { code: described, args: { minimum: -1 } });
    await expect(refused).rejects.toMatchObject({
      code: "contract-engine.WrongArguments",
      message: expect.stringContaining("args.minimum, expected: an integer from 0 to 9"),
    });
    await expect(network.deploy(alice, { code: described })).rejects.toSatisfy(engineErrors.WrongArguments.is);
    expect(chain.requests).not.toContain("POST /v1/transactions");
    await network.deploy(alice, { code: described, args: { minimum: 9 }, progress });
  });

  it("fails before anything is sent when there is no such cluster", async () => {
    await expect(network.deploy(alice, { code, cluster: 9 })).rejects.toSatisfy(contracts.errors.UnknownCluster.is);
    expect(chain.requests).not.toContain("POST /v1/transactions");
  });

  it("fails before anything is sent when the cluster has nobody, or too few, who could run it", async () => {
    const among = (members: readonly Hex[], minMembers: number) =>
      chain.append([], (of) => {
        const cluster = of(clusters).clusters.get(0);
        if (cluster) of(clusters).clusters.put(0, { ...cluster, members, minMembers });
      });
    for (const [members, least, needed] of [
      [[], 1, 1],
      [[word("01")], 3, 2],
    ] as const) {
      among(members, least);
      await expect(network.deploy(alice, { code })).rejects.toMatchObject({
        code: errors.TooFewWorkers.code,
        data: { cluster: 0, members: members.length, needed },
      });
    }
    expect(chain.requests).not.toContain("POST /v1/transactions");
    among([word("01"), word("02")], 3);
    await network.deploy(alice, { code, progress });
  });

  it.each([
    ["code", { code: new Uint8Array(contractLimits.code + 1) }, contracts.errors.CodeTooLarge],
    ["constructor arguments", { code, args: "ä".repeat(contractLimits.args / 2) }, contracts.errors.TooLong],
  ])("sends no %s larger than the ledger takes", async (_, deployment, error) => {
    await expect(network.deploy(alice, deployment)).rejects.toSatisfy(error.is);
    expect(chain.requests).not.toContain("POST /v1/transactions");
  });

  it("fails with the reason when the constructor failed; nothing is sent to the contract then", async () => {
    const reason = { code: "contract.NoMinimum", message: "There must be one." };
    const salt = Uint8Array.of(1);
    const step = (name: string) => {
      if (name === "waiting for keys") publishKeys(reason);
    };
    const failed = network.deploy(alice, { code, salt, progress: step });
    await expect(failed).rejects.toMatchObject({
      code: errors.ContractBroken.code,
      data: { reason: reason.code, message: reason.message },
    });
    const id = contractId({ deployer: alice.accountId, cluster: 0, codeHash: codeHashOf(code), salt });
    const sent = chain.requests.length;
    for (const call of [network.contract(id).command(alice, "bid"), network.contract(id).query("status")])
      await expect(call).rejects.toSatisfy(errors.ContractBroken.is);
    expect(chain.requests.slice(sent)).not.toContain("POST /v1/transactions");
    expect(await network.contract(id).record()).toMatchObject({ broken: reason });
  });

  it("waits until the workers have agreed on how the constructor ended", async () => {
    const published = (step: string) => {
      if (step !== "waiting for keys") return;
      chain.append([], (of) => {
        const { contracts: all, list } = of(contracts);
        const id = list.get(0);
        const record = id && all.get(id);
        if (id && record) all.put(id, { ...record, encryptKey: toHex(keys.publicKey) });
      });
    };
    const unsettled = network.deploy(alice, { code, timeoutMs: 300, progress: published });
    await expect(unsettled).rejects.toSatisfy(errors.ContractNotReady.is);
  });

  it("says so when the workers publish no key in time", async () => {
    const lonely = network.deploy(alice, { code, timeoutMs: 300 });
    await expect(lonely).rejects.toSatisfy(errors.ContractNotReady.is);
  });
});

describe("a command", () => {
  it("that the ABI in the contract's code does not admit is neither signed nor sent", async () => {
    const { id } = await network.deploy(alice, { code: described, args: { minimum: 1 }, progress });
    const sign = vi.fn(bob.sign);
    const contract = network.contract(id);
    const command = (method: string, args?: unknown) =>
      contract.command({ ...bob, sign }, method, args, { wait: "finalized" });
    const sent = chain.requests.filter((request) => request === "POST /v1/transactions").length;
    const to = encodeAddress(bob.accountId, 42);
    await expect(command("nonexistent")).rejects.toMatchObject({
      code: "contract-engine.UnknownMethod",
      data: { commands: "bid", queries: "status" },
    });
    await expect(command("status")).rejects.toSatisfy(engineErrors.IsQuery.is);
    for (const [args, at] of [
      [undefined, "args"],
      [{ amount: 5, for: to }, "args.amount"],
      [{ amount: "5", for: to.slice(1) }, "args.for"],
      [{ amount: 5n, for: to, fro: 1 }, "args.fro"],
    ] as const)
      await expect(command("bid", args)).rejects.toMatchObject({ name: "WrongArguments", data: { method: "bid", at } });
    expect(sign).not.toHaveBeenCalled();
    expect(chain.requests.filter((request) => request === "POST /v1/transactions")).toHaveLength(sent);

    await command("bid", { amount: 5n, for: to });
    const scope = { genesis: chain.genesisHash, contract: id, codeHash: codeHashOf(described), epoch: 0 };
    const { call } = openCommand(purePrimitives, keys.privateKey, scope, bob.accountId, lastPush());
    expect(JSON.parse(new TextDecoder().decode(call().args))).toEqual({ amount: "5", for: bob.accountId });
  });

  it("is readable for the contract's workers, with the sender that the ledger reports, and for nobody else", async () => {
    const { id } = await network.deploy(alice, { code, progress });
    const receipt = await network.contract(id).command(bob, "bid", { amount: 12_345n }, { wait: "finalized" });
    const [pushed] = receipt.events.flatMap((event) => eventOf(contracts, "CommandPushed", event) ?? []);
    expect(pushed).toMatchObject({ contract: id, sender: bob.accountId, epoch: 0 });
    const { enc, ciphertext } = lastPush();
    const scope = { genesis: chain.genesisHash, contract: id, codeHash: codeHashOf(code), epoch: 0 };
    const open = (sender: Hex) => openCommand(purePrimitives, keys.privateKey, scope, sender, { enc, ciphertext });
    expect(open(bob.accountId).call()).toEqual({ method: "bid", args: utf8('{"amount":"12345"}') });
    expect(() => open(alice.accountId)).toThrow(expect.objectContaining({ code: "channel.Undecipherable" }));
  });

  it("is seen by the queries that follow it", async () => {
    const worker = new TestWorker(chain);
    worker.register();
    const joined = await connect({
      chain: chain.url,
      gatekeepers: [worker.url],
      fetch: worker.fetch,
      now: () => chain.nowMs,
    });
    const contract = joined.contract(worker.contract);
    const before = chain.head.certificate;
    const { block } = await contract.command(alice, "bid");
    let isBehind = true;
    worker.tamper = (answer) => {
      worker.lie = {};
      isBehind = false;
      return answer;
    };
    worker.lie = { number: before?.number as number, blockHash: before?.blockHash as Hex };
    const { verified } = await contract.query("status");
    expect(isBehind).toBe(false);
    expect(worker.served).toHaveLength(2);
    expect(verified.block.number).toBe(block.number);
  });

  it("is not sent when it is, padded and sealed, larger than the ledger takes", async () => {
    const { id } = await network.deploy(alice, { code, progress });
    const sent = chain.blocks.length;
    const command = network.contract(id).command(alice, "bid", "x".repeat(contractLimits.ciphertext / 2));
    await expect(command).rejects.toSatisfy(contracts.errors.TooLong.is);
    expect(chain.blocks).toHaveLength(sent);
  });

  it("is not sent to a halted contract, or to one that runs other code than expected", async () => {
    const worker = new TestWorker(chain);
    worker.register({ contract: { halted: true } });
    const command = (options = {}) => network.contract(worker.contract, options).command(alice, "bid");
    await expect(command()).rejects.toSatisfy(errors.ContractHalted.is);
    await expect(command({ codeHash: `0x${"01".repeat(32)}` })).rejects.toSatisfy(errors.CodeDiffers.is);
    expect(chain.requests).not.toContain("POST /v1/transactions");
  });
});

function lastPush() {
  const { call } = chain.decode(chain.head.body[0] as Uint8Array);
  return call.value.value as { readonly enc: Hex; readonly ciphertext: Uint8Array };
}
