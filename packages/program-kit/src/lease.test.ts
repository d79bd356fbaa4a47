import { decode, encode, type Hex } from "@pha/codec";
import { nodePrimitives as primitives } from "@pha/crypto/node/primitives";
import { Freshness } from "@pha/light-client";
import { validators } from "@pha/runtime/spec";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { Core } from "./core.ts";
import { keepLeased, Lease } from "./lease.ts";
import { Ocall } from "./requests.ts";
import { FakeLedger, fakeHost, takeLease } from "./testing.ts";

let ledger: FakeLedger;
let nowMs: number;
beforeEach(() => {
  ledger = new FakeLedger(4);
  nowMs = 5_000;
});

const startCore = () =>
  new Core({ ...fakeHost(ledger), monotonicMs: () => nowMs }, "gatekeeper", ledger.startRequest());

/** A lease of a client at genesis, whose validators answer as a test says. */
function leaseWith(askValidator: (validator: Hex, nonce: Hex) => Promise<Uint8Array>): Lease {
  const { client } = startCore().view;
  const lease = new Lease({ primitives, monotonicMs: () => nowMs, client, askValidator });
  lease.lasts(60_000);
  return lease;
}

const answer = (validator: Hex, nonce: Hex) => encode(Freshness, ledger.fresh(validator, nonce));

describe("a core", () => {
  it("is leased when its view has come up to what validators said, for as long as the ledger says", async () => {
    const core = startCore();
    ledger.pallet(validators).leaseMs.put(10_000);
    const block = ledger.block();
    await takeLease(core);
    expect(core.isLeased()).toBe(false);
    core.advance(block);
    await core.standing();
    expect(core.leaseStatus).toEqual({ leftMs: 10_000, answered: 4, validators: 4 });
    expect([core.isLeased(), core.isLeased(0)]).toEqual([true, false]);
    nowMs += 9_999;
    expect(core.isLeased()).toBe(true);
    nowMs += 1;
    expect(core.isLeased()).toBe(false);
  });

  it("does not know how long a lease lasts before it has seen the ledger", async () => {
    const core = startCore();
    await core.lease.inquire();
    expect(core.isLeased()).toBe(false);
    await core.standing();
    expect(core.leaseStatus.leftMs).toBe(60_000);
  });

  it("has the host tick when its lease has begun or ended, and no more often", async () => {
    const woken: boolean[] = [];
    const host = fakeHost(ledger, ({ type }) => {
      if (type === "Wake") woken.push(core.isLeased());
      return new Uint8Array();
    });
    const core: Core = new Core({ ...host, monotonicMs: () => nowMs }, "miner", ledger.startRequest());
    await core.standing();
    const timers: (() => void)[] = [];
    core.keepLeased((callback) => timers.push(callback));
    await vi.waitFor(() => expect(woken).toEqual([true]));
    await vi.waitFor(() => expect(timers).toHaveLength(1));
    timers[0]?.();
    await vi.waitFor(() => expect(timers).toHaveLength(2));
    expect(woken).toEqual([true]);
    ledger.block(); // withheld
    nowMs += 60_000;
    timers[1]?.();
    await vi.waitFor(() => expect(woken).toEqual([true, false]));
  });
});

it("asks again at once when a block comes, where it would pause, and keeps to one question at a time", async () => {
  let down = true;
  const host = fakeHost(ledger);
  const ocall = (encoded: Uint8Array) => {
    if (down && decode(Ocall, encoded).type === "Fresh") return Promise.reject(new Error("no answer"));
    return host.ocall(encoded);
  };
  const core = new Core({ ...host, ocall, monotonicMs: () => nowMs }, "miner", ledger.startRequest());
  await core.standing();
  const timers: { readonly callback: () => void; readonly ms: number }[] = [];
  core.keepLeased((callback, ms) => timers.push({ callback, ms }));
  await vi.waitFor(() => expect(timers).toHaveLength(1));
  down = false;
  core.advance(ledger.block());
  core.advance(ledger.block());
  await vi.waitFor(() => expect(timers).toHaveLength(2));
  expect(core.isLeased()).toBe(true);
  timers[0]?.callback();
  core.advance(ledger.block());
  expect(timers.map(({ ms }) => ms)).toEqual([250, 30_000]);
});

describe("a question", () => {
  it("is answered by n − f validators; who is silent or speaks nonsense is not waited for", async () => {
    const [first] = ledger.validators;
    const silent = leaseWith((validator, nonce) =>
      validator === first ? new Promise(() => {}) : Promise.resolve(answer(validator, nonce)),
    );
    expect(await silent.inquire()).toBe(true);
    const garbling = leaseWith(async (validator, nonce) =>
      validator === first ? new Uint8Array(7) : answer(validator, nonce),
    );
    expect(await garbling.inquire()).toBe(true);
    expect(garbling).toMatchObject({ answered: 3 });
  });

  it("is not answered by fewer", async () => {
    const two = ledger.validators.slice(0, 2);
    const lease = leaseWith(async (validator, nonce) => {
      if (two.includes(validator)) throw new Error("no answer");
      return answer(validator, nonce);
    });
    expect(await lease.inquire()).toBe(false);
    expect(lease).toMatchObject({ answered: 2 });
    expect(lease.covers(1_000_000)).toBe(false);
  });

  it("is asked again at half a lease, and after too few answers soon, then later and later", async () => {
    let down = true;
    const lease = leaseWith(async (validator, nonce) => {
      if (down) throw new Error("no answer");
      return answer(validator, nonce);
    });
    const timers: { readonly callback: () => void; readonly ms: number }[] = [];
    const after = (callback: () => void, ms: number) => timers.push({ callback, ms });
    keepLeased({ lease, after, onAsked: () => Promise.reject(new Error("the host does not care")) });
    for (let asked = 1; asked < 7; asked++) {
      await vi.waitFor(() => expect(timers).toHaveLength(asked));
      timers.at(-1)?.callback();
    }
    await vi.waitFor(() => expect(timers).toHaveLength(7));
    down = false;
    for (let asked = 8; asked < 10; asked++) {
      timers.at(-1)?.callback();
      await vi.waitFor(() => expect(timers).toHaveLength(asked));
    }
    expect(timers.map(({ ms }) => ms)).toEqual([250, 500, 1_000, 2_000, 4_000, 4_000, 4_000, 30_000, 30_000]);
  });
});
