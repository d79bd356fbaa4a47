import { decode, encode, type Hex, u32, u64, utf8 } from "@pha/codec";
import {
  definePallet,
  type Hooks,
  makeCall,
  map,
  NotLoaded,
  readState,
  type StateView,
  storageKeys,
  viewOf,
} from "@pha/frame";
import { genesisHeader, headerHash } from "@pha/light-client";
import { describe, expect, it } from "vitest";
import { phala } from "../chain-spec/networks.ts";
import { immortal } from "../extrinsic/era.ts";
import { signExtrinsic } from "../extrinsic/signing.ts";
import { joinPallet } from "../pallet.ts";
import { allPallets } from "../pallets/all.ts";
import { PHA } from "../pallets/balances/account-data.ts";
import { balances } from "../pallets/balances/spec.ts";
import { sudo } from "../pallets/sudo/spec.ts";
import { system } from "../pallets/system/spec.ts";
import type { ExecutedBlock, Runtime } from "../runtime.ts";
import { dev } from "../testing/people.ts";
import { makeRuntime } from "./runtime.ts";

const ledger = definePallet("Ledger", 200, {
  storage: {
    old: map(u32, u32, { hasher: "Twox64Concat", doc: "As it was." }),
    today: map(u32, u64, { hasher: "Twox64Concat", doc: "As it is to be." }),
  },
});
const weight = { ref_time: 100_000_000n, proof_size: 4_096n };
const name = "Ledger.widen";

/** Moves one entry a step, of this weight; how many there are is known. */
const widen = (count: number, failsAt?: number, stepWeight = weight): Hooks => ({
  migrations: [
    {
      name: "widen",
      weight: stepWeight,
      step(env, cursor) {
        const at = cursor ? decode(u32, cursor) : 0;
        const { old, today } = env.of(ledger).state;
        today.put(at, BigInt(old.take(at) ?? 0) * 2n);
        if (at === failsAt) throw new RangeError("cannot");
        return at + 1 < count ? encode(u32, at + 1) : undefined;
      },
    },
  ],
});

const host = { inspect: () => ({ ok: false, problem: "unloadable", reason: "no host" }) as const };
const withHooks = (hooks: Hooks): Runtime => makeRuntime([...allPallets, joinPallet(ledger, { hooks })], host);
const alice = dev("Alice");
const pay = makeCall(balances, "transfer_keep_alive", {
  dest: { type: "Id", value: dev("Bob").accountId },
  value: PHA,
});
const asRoot = makeCall(sudo, "sudo", { call: makeCall(system, "remark", { remark: new Uint8Array() }) });

/** A chain of empty blocks, begun by a runtime that knew no migration. */
function setup(count: number) {
  const state = withHooks({}).genesis(phala({ programs: [] }), utf8("code"));
  for (let i = 0; i < count; i++) state.set(storageKeys(ledger).old.key(i), encode(u32, i));
  const upgrade = () =>
    state.set(
      storageKeys(system).lastRuntimeUpgrade.key(),
      encode(system.storage.lastRuntimeUpgrade.type, { spec_version: 1, spec_name: "pha-network" }),
    );
  upgrade();
  const genesis = genesisHeader(`0x${"00".repeat(32)}`);
  let head = genesis;
  const start = (runtime: Runtime, view: StateView = viewOf(state)) =>
    runtime.startBlock(view, head, { timeMs: BigInt(head.number + 1) * 1_000n, epoch: 1n, round: 0 });
  const take = ({ changes, header }: ExecutedBlock) => {
    for (const [key, value] of changes) value ? state.set(key, value) : state.delete(key);
    head = { ...header, stateRoot: head.stateRoot };
  };
  const sign = (runtime: Runtime, call: typeof pay) =>
    runtime.decodeExtrinsic(
      signExtrinsic(
        alice,
        call,
        { era: immortal, nonce: runtime.nonce(viewOf(state), alice.accountId), tip: 0n },
        { genesisHash: headerHash(genesis) },
      ),
    );
  const migration = () => readState(system, viewOf(state)).migration.get();
  return { state, upgrade, start, take, sign, migration, read: () => readState(ledger, viewOf(state)) };
}

/** Names of events, but for those of periods that end. */
const names = ({ events }: ExecutedBlock) =>
  events.filter(({ event }) => !["Treasury", "Elections"].includes(event.type)).map(({ event }) => event.value.type);

describe("a migration", () => {
  it("of 10,000 entries takes as many blocks as it needs, goes on after a restart, and moves each entry once", () => {
    const count = 10_000;
    // A block has room for fewer than a hundred such steps.
    const long = widen(count, undefined, { ref_time: 1_000_000_000n, proof_size: 40_960n });
    const { start, take, migration, read, state } = setup(count);
    let runtime = withHooks(long);
    let blocks = 0;
    for (; blocks === 0 || migration(); blocks++) {
      const made = start(runtime).finish();
      expect(made.bugs).toEqual([]);
      if (blocks === 50) {
        runtime = withHooks(long);
        const again = start(runtime).finish();
        expect([again.header, again.changes]).toEqual([made.header, made.changes]);
      }
      const before = migration()?.steps ?? 0;
      take(made);
      expect(migration()?.steps ?? count).toBeGreaterThan(before);
    }
    expect(blocks).toBeGreaterThan(100);
    expect(readState(system, viewOf(state)).migrated.get(name)).toBe(blocks);
    for (let i = 0; i < count; i += 997)
      expect([read().old.get(i), read().today.get(i)]).toEqual([undefined, BigInt(2 * i)]);
    expect(read().today.get(count - 1)).toBe(BigInt(2 * (count - 1)));
    expect(names(start(runtime).finish())).toEqual([]);
  });

  it("lets users wait until it is done, and what may end a failed one pass", () => {
    const { start, take, sign, migration } = setup(2_000);
    const runtime = withHooks(widen(2_000));
    const block = start(runtime);
    expect(() => block.applyExtrinsic(sign(runtime, pay))).toThrow(
      expect.objectContaining({ code: "transaction.Migrating" }),
    );
    expect(block.applyExtrinsic(sign(runtime, asRoot)).ok).toBe(true);
    take(block.finish());
    while (migration()) take(start(runtime).finish());
    expect(start(runtime).applyExtrinsic(sign(runtime, pay)).ok).toBe(true);
  });

  it("of one step closes nothing: the block that it is in goes on", () => {
    const { start, sign } = setup(1);
    const runtime = withHooks(widen(1));
    const block = start(runtime);
    expect(block.applyExtrinsic(sign(runtime, pay)).ok).toBe(true);
    expect(names(block.finish()).slice(0, 2)).toEqual(["MigrationStarted", "MigrationCompleted"]);
  });

  it("that fails is recorded, stands still, and goes on from there with the next runtime", () => {
    const { start, take, migration, read, upgrade } = setup(20);
    const broken = withHooks(widen(20, 10));
    const made = start(broken).finish();
    expect(names(made)).toEqual(["MigrationStarted", "MigrationFailed"]);
    expect(made.bugs).toEqual([new RangeError("cannot")]);
    take(made);
    expect(migration()).toMatchObject({ name, steps: 10, failed: true, cursor: encode(u32, 10) });
    expect([read().old.get(10), read().today.get(10)]).toEqual([10, undefined]);
    take(start(broken).finish());
    expect(migration()).toMatchObject({ steps: 10, failed: true });

    upgrade();
    const mended = start(withHooks(widen(20))).finish();
    expect(names(mended)).toEqual(["MigrationCompleted"]);
    take(mended);
    expect([read().today.get(9), read().today.get(10), migration()]).toEqual([18n, 20n, undefined]);
  });

  it("whose cursor is longer than the state takes fails as a step that throws does, and blocks go on to be made", () => {
    const { start, take, migration, sign, read } = setup(1);
    const step: NonNullable<Hooks["migrations"]>[number]["step"] = (env) => {
      env.of(ledger).state.today.put(0, 1n);
      return new Uint8Array(1_025);
    };
    const broken = withHooks({ migrations: [{ name: "widen", weight, step }] });
    const made = start(broken).finish();
    expect(names(made)).toEqual(["MigrationStarted", "MigrationFailed"]);
    expect(made.bugs).toHaveLength(1);
    take(made);
    expect([migration()?.failed, read().today.has(0)]).toEqual([true, false]);
    expect(start(broken).applyExtrinsic(sign(broken, asRoot)).ok).toBe(true);
  });

  it("runs once under its name, and not at all where genesis already knew it", () => {
    const { start, take, upgrade, state } = setup(1);
    const runtime = withHooks(widen(1));
    take(start(runtime).finish());
    upgrade();
    expect(names(start(runtime).finish())).toEqual([]);
    const fresh = runtime.genesis(phala({ programs: [] }), utf8("code"));
    expect([readState(system, viewOf(fresh)).migrated.get(name), state.size > 0]).toEqual([0, true]);
  });

  it("loads the keys of all steps of a block together", () => {
    const { start, state } = setup(2_000);
    const runtime = withHooks(widen(2_000));
    const loaded = new Map<Hex, Uint8Array | undefined>();
    const view: StateView = {
      get(key) {
        if (!loaded.has(key)) throw new NotLoaded([key]);
        return loaded.get(key);
      },
    };
    let loads = 0;
    for (;;) {
      try {
        start(runtime, view);
        break;
      } catch (error) {
        if (!(error instanceof NotLoaded)) throw error;
        loads++;
        for (const key of error.keys) loaded.set(key, state.get(key));
      }
    }
    expect(loads).toBeLessThan(8);
  });
});
