import { encode, type Hex, toHex } from "@pha/codec";
import { keypairFromUri, sha256 } from "@pha/crypto";
import { type Call, makeCall, storageKeys } from "@pha/frame";
import { type AccountInfo, balances, contracts, PHA, system, utility } from "@pha/runtime/spec";
import { describe, expect, it } from "vitest";
import { HeadState } from "../state/head-state.ts";
import { buildBlock } from "./build-block.ts";
import { genesis, makeDeps, start } from "./testing.ts";

const limits = { maxExtrinsics: 10_000, without: new Map() };
const alice = keypairFromUri("//Alice", "sr25519");
const stranger = (n: number): Hex => toHex(sha256(Uint8Array.of(n >> 8, n)));
const { account } = system.storage;
const accountKey = storageKeys(system).account.key;
const pay = (n: number, value = PHA) =>
  makeCall(balances, "transfer_keep_alive", { dest: { type: "Id", value: stranger(n) }, value });
const command = (n: number) =>
  makeCall(contracts, "push_command", {
    contract: stranger(n),
    epoch: 0,
    enc: stranger(0),
    ciphertext: new Uint8Array(1),
    value: 0n,
    asset: undefined,
    reads: [],
  });
const times = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n));
const batchOf = (name: "batch" | "force_batch" | "batch_all", calls: Call[]) => makeCall(utility, name, { calls });

/** Builds a block on a state of which nothing is in memory; says how often keys were loaded. */
async function build(
  waiting: readonly { readonly signer: typeof alice; readonly call: Call }[],
  more: ReadonlyMap<Hex, Uint8Array> = new Map(),
  now = more,
) {
  const deps = await makeDeps({ waiting, more });
  const loads: (readonly Hex[])[] = [];
  const head = new HeadState(0, async (_, keys) => {
    loads.push(keys);
    return new Map(keys.map((key) => [key, now.get(key) ?? genesis.state.get(key)]));
  });
  const built = await buildBlock({ ...deps, head }, genesis.header, start, limits);
  const most = Math.max(0, ...loads.map((keys) => keys.length));
  return { built, loads: loads.length, loaded: new Set(loads.flat()), most };
}

describe("how often a block loads keys", () => {
  const empty = build([]).then(({ loads }) => loads);

  it("does not grow with the transfers to strangers that are in one batch", async () => {
    for (const name of ["batch", "batch_all", "force_batch"] as const) {
      const { built, loads } = await build([
        {
          signer: alice,
          call: batchOf(
            name,
            times(100, (n) => pay(n)),
          ),
        },
      ]);
      expect(built.extrinsics.map(({ ok }) => ok)).toEqual([true]);
      expect(built.events.filter(({ event }) => event.value.type === "Transfer")).toHaveLength(100);
      expect(loads - (await empty)).toBeLessThanOrEqual(2);
    }
  });

  it("does not grow with the commands to unknown contracts in one batch, be they tried one after another or all", async () => {
    for (const name of ["batch", "force_batch"] as const) {
      const { built, loads } = await build([{ signer: alice, call: batchOf(name, times(150, command)) }]);
      expect(built.extrinsics.map(({ ok }) => ok)).toEqual([true]);
      expect(loads - (await empty)).toBeLessThanOrEqual(3);
    }
  });

  it("does not grow with the extrinsics of one block", async () => {
    const signers = times(120, (n) => keypairFromUri(`//${n}`, "ed25519"));
    const rich = genesis.state.get(accountKey(alice.accountId)) as Uint8Array;
    const more = new Map(signers.map(({ accountId }) => [accountKey(accountId), rich]));
    const { built, loads } = await build(
      signers.map((signer, n) => ({ signer, call: pay(n) })),
      more,
    );
    expect(built.extrinsics.filter(({ ok }) => ok)).toHaveLength(120);
    expect(loads - (await empty)).toBeLessThanOrEqual(2);
  });

  it("does not let those who wait make one load as large as they like", async () => {
    const signers = times(40, (n) => keypairFromUri(`//${n}`, "ed25519"));
    const rich = genesis.state.get(accountKey(alice.accountId)) as Uint8Array;
    const more = new Map(signers.map(({ accountId }) => [accountKey(accountId), rich]));
    const { built, most } = await build(
      signers.map((signer, n) => ({
        signer,
        call: batchOf(
          "batch",
          times(500, (i) => pay(500 * n + i)),
        ),
      })),
      more,
    );
    expect(built.extrinsics).toHaveLength(2);
    expect(most).toBeLessThan(10_000);
  });

  it("leaves what only a pass on trial has touched out of the witness", async () => {
    const calls = [pay(1, 10n ** 30n), ...times(50, (n) => pay(n + 2))];
    const { built, loaded } = await build([{ signer: alice, call: batchOf("batch", calls) }]);
    const later = storageKeys(system).account.key(stranger(20));
    expect(built.events.map(({ event }) => event.value.type)).toContain("BatchInterrupted");
    expect([loaded.has(later), built.reads.has(later)]).toEqual([true, false]);
  });

  it("leaves what a refused extrinsic has read out of the witness", async () => {
    const poor = keypairFromUri("//Poor", "ed25519");
    const key = accountKey(poor.accountId);
    const waiting = [alice, poor].map((signer) => ({ signer, call: pay(1) }));
    const fresh = new Map([[key, genesis.state.get(accountKey(alice.accountId)) as Uint8Array]]);
    const spent = new Map([
      [key, encode(account.type, { ...(account.initial as AccountInfo), nonce: 7, providers: 1 })],
    ]);
    const { built } = await build(waiting, fresh, spent);
    expect(built.givenUp.map(({ reason }) => reason)).toEqual(["Stale"]);
    expect([built.reads.has(key), built.reads.has(accountKey(alice.accountId))]).toEqual([false, true]);
  });
});
