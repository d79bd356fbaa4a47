import { u32, utf8 } from "@pha/codec";
import { definePallet, event, type Hooks, makeCall, readState, value, viewOf, type Weight } from "@pha/frame";
import { genesisHeader, headerHash } from "@pha/light-client";
import { describe, expect, it } from "vitest";
import { phala } from "../chain-spec/networks.ts";
import { immortal } from "../extrinsic/era.ts";
import { signExtrinsic } from "../extrinsic/signing.ts";
import { joinPallet } from "../pallet.ts";
import { allPallets } from "../pallets/all.ts";
import { system } from "../pallets/system/spec.ts";
import { dev } from "../testing/people.ts";
import { blockLimits } from "./limits.ts";
import { makeRuntime } from "./runtime.ts";

const clockwork = definePallet("Clockwork", 201, {
  storage: { count: value(u32, { initial: 0, doc: "How often." }) },
  events: { Ticked: event(0, { count: u32 }, "It ticked.") },
});
const host = { inspect: () => ({ ok: false, problem: "unloadable", reason: "no host" }) as const };
const small: Weight = { ref_time: 1_000n, proof_size: 10n };

/** Block 1 of a network in which a pallet has these hooks. */
function setup(...pallets: readonly Hooks[]) {
  const made = pallets.map((hooks, i) =>
    joinPallet({ ...clockwork, name: `Clockwork${i}`, index: 202 + i }, { hooks, uses: [clockwork] }),
  );
  const runtime = makeRuntime([...allPallets, joinPallet(clockwork, {}), ...made], host);
  const state = runtime.genesis(phala({ programs: [] }), utf8("code"));
  const genesis = genesisHeader(`0x${"00".repeat(32)}`);
  const block = runtime.startBlock(viewOf(state), genesis, { timeMs: 1_000n, epoch: 1n, round: 0 });
  const call = makeCall(system, "remark", { remark: new Uint8Array() });
  const signed = signExtrinsic(
    dev("Alice"),
    call,
    { era: immortal, nonce: 0, tip: 0n },
    { genesisHash: headerHash(genesis) },
  );
  const apply = () => block.applyExtrinsic(runtime.decodeExtrinsic(signed));
  const finish = () => {
    const executed = block.finish();
    for (const [key, bytes] of executed.changes) bytes ? state.set(key, bytes) : state.delete(key);
    return { ...executed, count: readState(clockwork, viewOf(state)).count.get() };
  };
  return { apply, finish };
}

const tick: Hooks["begin"] & object = {
  weight: small,
  run(env) {
    const { state, emit } = env.of(clockwork);
    emit.Ticked({ count: state.count.mutate((count) => count + 1) });
  },
};
const all: Weight = { ref_time: blockLimits.ref_time, proof_size: 0n };

describe("hooks", () => {
  it("run at the start and at the end, around the extrinsics", () => {
    const { apply, finish } = setup({ begin: tick, end: tick });
    expect(apply().ok).toBe(true);
    const { count, events } = finish();
    expect(count).toBe(2);
    expect([events.at(0), events.at(-1)]).toMatchObject([
      { extrinsic: undefined, event: { value: { type: "Ticked", value: { count: 1 } } } },
      { extrinsic: undefined, event: { value: { type: "Ticked", value: { count: 2 } } } },
    ]);
  });

  it.each([
    ["begin", { begin: { ...tick, weight: all } }],
    ["end", { end: { ...tick, weight: all } }],
    ["begin, by a function of state", { begin: { ...tick, weight: (env) => (env.block.number === 1 ? all : small) } }],
  ] satisfies [string, Hooks][])("take their room before extrinsics do: %s", (_, hooks) => {
    expect(setup(hooks).apply).toThrow(expect.objectContaining({ code: "transaction.ExhaustsResources" }));
    expect(setup({ begin: tick, end: tick }).apply().ok).toBe(true);
  });

  it("that throw are undone and reported, their weight stays counted, and the block goes on", () => {
    const fails = (weight: Weight) => ({
      weight,
      run(env: Parameters<typeof tick.run>[0]) {
        tick.run(env);
        throw new TypeError("a bug");
      },
    });
    const { apply, finish } = setup({ begin: fails(small), end: fails(small) }, { end: tick });
    expect(apply().ok).toBe(true);
    const { bugs, count } = finish();
    expect([bugs, count]).toEqual([[new TypeError("a bug"), new TypeError("a bug")], 1]);
    expect(setup({ begin: fails(all) }).apply).toThrow(
      expect.objectContaining({ code: "transaction.ExhaustsResources" }),
    );
  });

  it("attempt each of several pieces of work: one that throws is undone and reported, and the others stand", () => {
    const begin = {
      weight: small,
      run(env: Parameters<typeof tick.run>[0]) {
        for (const isBug of [false, true, false])
          env.attempt(() => {
            tick.run(env);
            if (isBug) throw new TypeError("a bug");
          });
      },
    };
    const { bugs, count } = setup({ begin }).finish();
    expect([bugs, count]).toEqual([[new TypeError("a bug")], 2]);
  });

  it("get, when idle, what is left, one pallet after another, and no more than they have a use for", () => {
    const given: Weight[] = [];
    const idle = (wanted: bigint, uses: bigint): Hooks => ({
      idle: {
        weight: { ref_time: wanted, proof_size: 10n },
        run(_, left) {
          given.push(left);
          return { ref_time: uses, proof_size: 0n };
        },
      },
    });
    const room = blockLimits.ref_time;
    const { finish } = setup(idle(500n, 400n), idle(2n * room, room), idle(2n * room, room));
    finish();
    expect(given[0]?.ref_time).toBe(500n);
    expect(given[1]?.ref_time).toBeLessThan(room - 400n);
    expect(given[1]?.ref_time).toBeGreaterThan(room - 1_000_000_000n);
    expect(given).toHaveLength(2);
  });
});
