import { toHex } from "@pha/codec";
import { Keyring } from "@polkadot/api";
import { createClient, type PolkadotClient } from "polkadot-api";
import { getPolkadotSigner } from "polkadot-api/signer";
import { getWsProvider } from "polkadot-api/ws";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Network } from "../network.ts";
import { clientsNetwork } from "./network.ts";
import { type Block, type Call, type LedgerApi, seen, send } from "./polkadot-api.ts";
import { generateTypedClient } from "./typed-client.ts";

const schemes = ["Sr25519", "Ed25519", "Ecdsa"] as const;
const unit = 10n ** 12n;

let network: Network;
let client: PolkadotClient;
let api: LedgerApi;
const alice = account("//Alice", "Sr25519");
const bob = account("//Bob", "Sr25519");

beforeAll(async () => {
  network = clientsNetwork();
  client = createClient(getWsProvider(network.ws));
  api = client.getUnsafeApi() as unknown as LedgerApi;
});

afterAll(async () => {
  client?.destroy();
});

describe("polkadot-api", () => {
  it("connects and knows the chain", async () => {
    const { name, properties } = await client.getChainSpecData();
    expect(name).toContain("Phala");
    expect(properties).toMatchObject({ tokenSymbol: "PHA", tokenDecimals: 12 });
    expect(await api.constants.Balances.ExistentialDeposit()).toBe(unit / 100n);
  });

  it("queries values, entries and runtime APIs", async () => {
    const { data } = await api.query.System.Account.getValue(alice.address);
    expect(data.free).toBeGreaterThan(1_000n * unit);
    const entries = await api.query.System.Account.getEntries();
    expect(entries.map(({ keyArgs }) => keyArgs[0])).toContain(alice.address);
    expect(await api.apis.AccountNonceApi.account_nonce(bob.address)).toBe(0);
    const { spec_version } = await api.constants.System.Version();
    expect(spec_version).toBeGreaterThan(0);
  });

  it("subscribes to finalized blocks and to a value", async () => {
    const blocks = await seen<Block>(client.finalizedBlock$, 3);
    const [first = 0, ...later] = blocks.map(({ number }) => number);
    expect(later).toEqual([first + 1, first + 2]);
    const before = (await api.query.System.Account.getValue(bob.address)).data.free;
    const changed = seen(api.query.System.Account.watchValue(bob.address), 1, ({ value }) => value.data.free > before);
    await send(transfer(bob.address, unit), alice);
    expect((await changed)[0]?.value.data.free).toBe(before + unit);
  });

  it("watches entries: what a block changed, also what is new, and nothing else", async () => {
    const all = (await api.query.System.Account.getEntries()).length;
    const { address } = account("//papi-watched", "Sr25519");
    const watched = seen(api.query.System.Account.watchEntries(), 1, ({ entries }) => entries.length > all);
    await send(transfer(address, unit), alice);
    const [{ entries, deltas } = expect.fail("nothing")] = await watched;
    expect(entries.find(({ args }) => args[0] === address)?.value.data.free).toBe(unit);
    expect(deltas?.deleted).toEqual([]);
    expect(deltas?.upserted.map(({ args }) => args[0])).toEqual(expect.arrayContaining([address, alice.address]));
    expect(deltas?.upserted.length).toBeLessThan(all);
  });

  it.each(schemes)("signs with %s, submits, watches to finalized and decodes events", async (scheme) => {
    const sender = account(`//papi-${scheme}`, scheme);
    await send(transfer(sender.address, 10n * unit), alice);
    const { steps, last } = await send(transfer(bob.address, unit), sender);
    expect(steps).toEqual(["signed", "broadcasted", "txBestBlocksState", "finalized"]);
    expect(last.ok).toBe(true);
    const [moved] = api.event.Balances.Transfer.filter(last.events);
    expect(moved?.payload).toMatchObject({ from: sender.address, to: bob.address, amount: unit });
  });

  it("names a module error", async () => {
    const { last } = await send(transfer(bob.address, 10n ** 30n), alice);
    expect(last.ok).toBe(false);
    expect(last.dispatchError).toMatchObject({
      type: "Module",
      value: { type: "Balances", value: { type: "InsufficientBalance" } },
    });
  });

  it("signs a payload longer than 256 bytes, and one that never expires", async () => {
    const call = api.tx.System.remark_with_event({ remark: new Uint8Array(600) });
    const { last } = await send(call, alice, { mortality: { mortal: false } });
    expect(api.event.System.Remarked.filter(last.events)).toHaveLength(1);
  });

  it("estimates fees", async () => {
    expect(await transfer(bob.address, unit).getEstimatedFees(alice.address)).toBeGreaterThan(0n);
  });

  it("is told Stale for an old nonce, and refused with 1010 when it submits nevertheless", async () => {
    await expect(send(transfer(bob.address, unit), alice, { nonce: 0 })).rejects.toThrow(/Stale/);
    const stale = await transfer(bob.address, unit).sign(alice.signer, { nonce: 0 });
    await expect(client._request("author_submitExtrinsic", [toHex(stale)])).rejects.toMatchObject({ code: 1010 });
  });

  it("reads a block that is long final", async () => {
    const [block] = await seen<Block>(client.finalizedBlock$, 1);
    const genesis = (await client.getChainSpecData()).genesisHash;
    expect(await client.getBlockHeader(block?.hash ?? "")).toMatchObject({ number: block?.number });
    const { data } = await api.query.System.Account.getValue(alice.address, { at: genesis });
    expect(data.free).toBeGreaterThan(0n);
  });
});

describe("a client that papi generates from the metadata", () => {
  const program = `
    import { createClient } from "polkadot-api";
    import { getWsProvider } from "polkadot-api/ws";
    import { ledger } from "./descriptors/dist/index.js";
    const api = createClient(getWsProvider("ws://127.0.0.1:9944")).getTypedApi(ledger);
    const dest = { type: "Id", value: "" } as const;
    export const free: bigint = (await api.query.System.Account.getValue("")).data.free;
    export const fee: bigint = await api.constants.TransactionPayment.BaseFee();
    export const nonce: number = await api.apis.AccountNonceApi.account_nonce("");
    const { decodedCall } = api.tx.Balances.transfer_keep_alive({ dest, value: free });
    export const call = api.tx.Utility.batch_all({ calls: [decodedCall] });
    // @ts-expect-error an amount is a bigint
    api.tx.Balances.transfer_keep_alive({ dest, value: 5 });
    // @ts-expect-error there is no such call
    api.tx.Balances.steal({ dest });
    // @ts-expect-error there is no such item
    api.query.System.Accounts;
  `;

  it("compiles under strict, knows every type, and works against the chain", async () => {
    await using typed = await generateTypedClient(network.http);
    expect(await typed.compile(program)).toBe("");
    const { ledger } = await import(typed.descriptors);
    const { query } = client.getTypedApi(ledger) as unknown as LedgerApi;
    expect((await query.System.Account.getValue(alice.address)).data.free).toBeGreaterThan(0n);
  });
});

const transfer = (to: string, value: bigint): Call =>
  api.tx.Balances.transfer_keep_alive({ dest: { type: "Id", value: to }, value });

function account(uri: string, scheme: (typeof schemes)[number]) {
  const type = scheme.toLowerCase() as "sr25519" | "ed25519" | "ecdsa";
  const pair = new Keyring({ type }).addFromUri(uri);
  return { address: pair.address, signer: getPolkadotSigner(pair.addressRaw, scheme, (bytes) => pair.sign(bytes)) };
}
