import "@polkadot/api/augment";
import { ApiPromise, Keyring, WsProvider } from "@polkadot/api";
import type { ApiOptions, SubmittableExtrinsic } from "@polkadot/api/types";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Network } from "../network.ts";
import { clientsNetwork } from "./network.ts";

const schemes = ["sr25519", "ed25519", "ecdsa"] as const;
/** The class and its interface disagree under `exactOptionalPropertyTypes`. */
type ProviderInterface = NonNullable<ApiOptions["provider"]>;
type Pair = ReturnType<Keyring["addFromUri"]>;
const unit = 10n ** 12n;

let network: Network;
let api: ApiPromise;
let alice: Pair;
let bob: Pair;

beforeAll(async () => {
  network = clientsNetwork();
  const provider = new WsProvider(network.ws) as unknown as ProviderInterface;
  api = await ApiPromise.create({ provider, noInitWarn: true });
  const keyring = new Keyring({ type: "sr25519" });
  alice = keyring.addFromUri("//Alice");
  bob = keyring.addFromUri("//Bob");
});

afterAll(async () => {
  await api?.disconnect();
});

describe("@polkadot/api", () => {
  it("connects and knows the chain", async () => {
    expect(api.registry.chainTokens).toEqual(["PHA"]);
    expect(api.registry.chainDecimals).toEqual([12]);
    expect(api.consts.balances.existentialDeposit.toBigInt()).toBe(unit / 100n);
    expect((await api.rpc.system.chain()).toString()).toContain("Phala");
    expect((await api.rpc.system.health()).isSyncing.isFalse).toBe(true);
  });

  it("queries accounts, many at once, at a block, by entries and through derives", async () => {
    const account = await api.query.system.account(alice.address);
    expect(account.data.free.toBigInt()).toBeGreaterThan(1_000n * unit);
    const many = await api.query.system.account.multi([alice.address, bob.address]);
    expect(many.map((one) => one.data.free.toBigInt() > 0n)).toEqual([true, true]);
    const at = await api.at(api.genesisHash);
    expect((await at.query.system.account(alice.address)).nonce.toNumber()).toBe(0);
    const entries = await api.query.system.account.entries();
    expect(entries.map(([key]) => key.args[0].toString())).toContain(alice.address);
    const all = await api.derive.balances.all(alice.address);
    expect(all.freeBalance.toBigInt()).toBe(account.data.free.toBigInt());
  });

  it("subscribes to new heads and to finalized heads", async () => {
    const numbers = await new Promise<number[]>((resolve) => {
      const seen: number[] = [];
      const stop = api.rpc.chain.subscribeFinalizedHeads((header) => {
        seen.push(header.number.toNumber());
        if (seen.length === 3) void stop.then((unsubscribe) => unsubscribe()).then(() => resolve(seen));
      });
    });
    expect(numbers).toEqual([numbers[0], (numbers[0] as number) + 1, (numbers[0] as number) + 2]);
    const head = await new Promise<string>((resolve) => {
      const stop = api.rpc.chain.subscribeNewHeads((header) => {
        void stop.then((unsubscribe) => unsubscribe()).then(() => resolve(header.hash.toHex()));
      });
    });
    const number = (await api.rpc.chain.getHeader(head)).number.toNumber();
    expect((await api.rpc.chain.getBlockHash(number)).toHex()).toBe(head);
  });

  it.each(schemes)("signs with %s, submits, watches to finalized and decodes events", async (type) => {
    const sender = new Keyring({ type }).addFromUri(`//pjs-${type}`);
    await watch(api.tx.balances.transferKeepAlive(sender.address, 10n * unit), alice);
    const { steps, events } = await watch(api.tx.balances.transferKeepAlive(bob.address, unit), sender);
    expect(steps).toEqual(["Ready", "InBlock", "Finalized"]);
    const transfer = events.map(({ event }) => event).find((event) => api.events.balances.Transfer.is(event));
    expect(transfer?.data.map(String)).toEqual([sender.address, bob.address, String(unit)]);
    expect(events.some(({ event }) => api.events.system.ExtrinsicSuccess.is(event))).toBe(true);
  });

  it("names a module error", async () => {
    const { dispatchError } = await watch(api.tx.balances.transferKeepAlive(bob.address, 10n ** 30n), alice);
    const { section, name } = api.registry.findMetaError((dispatchError as NonNullable<typeof dispatchError>).asModule);
    expect(`${section}.${name}`).toBe("balances.InsufficientBalance");
  });

  it("signs a payload longer than 256 bytes, and one that never expires", async () => {
    const remark = await watch(api.tx.system.remarkWithEvent(`0x${"ab".repeat(600)}`), alice, { era: 0 });
    expect(remark.events.some(({ event }) => api.events.system.Remarked.is(event))).toBe(true);
  });

  it("estimates a fee that is then paid", async () => {
    const call = api.tx.balances.transferKeepAlive(bob.address, unit);
    const { partialFee } = await call.paymentInfo(alice);
    const before = (await api.query.system.account(alice.address)).data.free.toBigInt();
    await watch(call, alice);
    const after = (await api.query.system.account(alice.address)).data.free.toBigInt();
    const paid = before - after - unit;
    expect(paid).toBeGreaterThan(0n);
    expect(Math.abs(Number(paid - partialFee.toBigInt()))).toBeLessThan(Number(partialFee.toBigInt()) / 10);
  });

  it("is refused with 1010 for an old nonce and for a signature over something else", async () => {
    const old = api.tx.balances.transferKeepAlive(bob.address, unit).signAsync(alice, { nonce: 0 });
    await expect((await old).send()).rejects.toThrow(/1010.*Stale/);
    const signed = await api.tx.balances.transferKeepAlive(bob.address, unit).signAsync(alice, { nonce: -1 });
    const bytes = signed.toU8a();
    bytes[60] = (bytes[60] ?? 0) ^ 1;
    await expect(api.rpc.author.submitExtrinsic(api.tx(bytes))).rejects.toThrow(/1010.*BadProof/);
  });

  it("is refused with 1013 for an extrinsic that is known already", async () => {
    const signed = await api.tx.balances.transferKeepAlive(bob.address, unit).signAsync(alice, { nonce: -1 });
    await api.rpc.author.submitExtrinsic(signed);
    await expect(api.rpc.author.submitExtrinsic(signed)).rejects.toThrow(/1013/);
  });

  it("keeps twenty transfers in flight", async () => {
    const first = (await api.rpc.system.accountNextIndex(alice.address)).toNumber();
    const call = () => api.tx.balances.transferKeepAlive(bob.address, unit);
    const all = await Promise.all(Array.from({ length: 20 }, (_, i) => watch(call(), alice, { nonce: first + i })));
    const last = (steps: string[]) => steps.filter((step) => step === "InBlock" || step === "Finalized");
    expect(all.map(({ steps }) => last(steps))).toEqual(Array(20).fill(["InBlock", "Finalized"]));
  });
});

type Options = Parameters<SubmittableExtrinsic<"promise">["signAsync"]>[1];

/** Signs, submits and collects what the node tells until the extrinsic is final. */
async function watch(call: SubmittableExtrinsic<"promise">, from: Pair, options: Options = {}) {
  const steps: string[] = [];
  const result = await new Promise<Parameters<Parameters<typeof call.send>[0]>[0]>((resolve, reject) => {
    call
      .signAndSend(from, { nonce: -1, ...options }, (update) => {
        steps.push(update.status.type);
        if (update.status.isFinalized || update.isError) resolve(update);
      })
      .catch(reject);
  });
  return { steps, events: result.events, dispatchError: result.dispatchError };
}
