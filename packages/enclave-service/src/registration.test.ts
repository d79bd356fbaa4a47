import { encode, type Hex, toHex } from "@pha/codec";
import { type ArgsOf, type Call, makeCall, readState } from "@pha/frame";
import { Registration } from "@pha/program-kit";
import { attestation, clusters, phala } from "@pha/runtime/spec";
import { allPallets, programs, TestEnclave, testPallet } from "@pha/runtime/testing";
import { silentLog as log } from "@pha/service-kit/log";
import { FakeBus } from "@pha/service-kit/testing";
import { subjects } from "@pha/wire";
import { it as base, expect, vi } from "vitest";
import { makeOperator, type Operator } from "./operator.ts";
import { keepRegistered, type RegistrationSteps } from "./registration.ts";

/** The policy's age; a block of these tests takes a second. */
const maxAgeMs = 40_000n;

/** A real ledger that executes at once and keeps account of the operator's fees, and the host of a miner at it. */
const lease = { leftMs: 0, answered: 0, validators: 4 };

class Setting {
  readonly enclave = new TestEnclave("one", "Miner");
  readonly bus = new FakeBus();
  readonly happened: string[] = [];
  /** What the program said last: in these tests for ever that it is not registered. */
  readonly said = { standing: "not-registered", renews: false, lease, extrinsics: [] };
  height = 8;
  looks = 0;
  readonly #stop = new AbortController();
  readonly ledger = testPallet(allPallets, {
    genesis: {
      attestation: { ...phala({ programs }).genesis.attestation, policy: { measurements: programs, maxAgeMs } },
    },
  });

  constructor() {
    this.ledger.runTo(2);
    this.bus.reply(subjects.proofGet, ({ keys }) => ({
      number: this.ledger.head.number,
      values: keys.map((key) => this.ledger.state.get(toHex(key))),
      proof: new Uint8Array(),
    }));
    this.bus.reply(subjects.submit, (bytes) => {
      const { call, hash } = this.ledger.runtime.decodeExtrinsic(bytes);
      const [applied] = this.ledger.block(bytes);
      this.happened.push(`${call.value.type}${applied?.ok ? "" : " failed"}`);
      expect(applied?.fee).toBeGreaterThan(0n);
      return { hash };
    });
  }

  operator(signal: AbortSignal): Operator {
    const { genesisHash } = this.ledger;
    return makeOperator({ uri: "//Bob", genesisHash, bus: this.bus, log, signal });
  }

  get steps(): RegistrationSteps {
    const setting = this;
    const { enclave, ledger, happened } = this;
    const { signal } = this.#stop;
    const apply = makeCall(clusters, "apply", { cluster: 0, identity: enclave.identity });
    return {
      operator: this.operator(signal),
      signal,
      role: "Miner",
      measurement: programs[1]?.measurement as Hex,
      driver: {
        get height() {
          return setting.height;
        },
        get last() {
          setting.looks++;
          return setting.said;
        },
      },
      register: async () => {
        const call = enclave.registration(ledger, "Bob").value.value as ArgsOf<typeof attestation, "register_worker">;
        const { identity, session, number, quote } = call;
        return encode(Registration, { identity, ...session, number, quote, sealedIdentity: Uint8Array.of(5) });
      },
      keepIdentity: async (sealed) => void happened.push(`keep ${sealed}`),
      application: async (state) => {
        const cluster = await state((view) => readState(clusters, view).clusters.get(0));
        return cluster?.members.includes(enclave.identity) ? undefined : apply;
      },
    };
  }

  /** Runs the host until something holds, and it has looked twice more at what the program says. */
  async run(until: () => boolean = () => true): Promise<void> {
    const running = keepRegistered(this.steps);
    await vi.waitUntil(until, { timeout: 10_000 });
    const { looks } = this;
    if (this.height > 0) await vi.waitUntil(() => this.looks >= looks + 2, { timeout: 5_000 });
    this.#stop.abort();
    await running;
  }

  get worker() {
    return this.ledger.of(attestation).workers.get(this.enclave.identity);
  }
}

const registered = ["keep 5", "register_worker", "apply"];

/** Each waits for seconds of real time, so they wait together. */
const it = base.extend<{ setting: Setting }>({
  // biome-ignore lint/correctness/noEmptyPattern: the runner reads from the pattern what a fixture needs
  setting: async ({}, use) => use(new Setting()),
}).concurrent;

it("keeps the identity before it registers it, applies, and pays once for each, whatever the program still believes", async ({
  setting,
}) => {
  await setting.run(() => setting.happened.length >= 3);
  expect(setting.happened).toEqual(registered);
  expect(setting.worker).toMatchObject({ sessionNumber: 1n, session: { signKey: setting.enclave.session.publicKey } });
});

it("pays nothing for what the ledger shows already", async ({ setting }) => {
  setting.enclave.register(setting.ledger, "Bob");
  setting.ledger.run("Bob", makeCall(clusters, "apply", { cluster: 0, identity: setting.enclave.identity }) as Call);
  setting.ledger.runTo(4);
  await setting.run();
  expect(setting.happened).toEqual([]);
});

it("has the session attested anew at half of its time, once, and keeps it", async ({ setting }) => {
  const { ledger, said } = setting;
  said.renews = true;
  await setting.run(() => {
    if (setting.happened.length === 3) ledger.runTo({ timeMs: 30_000n });
    return setting.happened.length >= 5;
  });
  expect(setting.happened).toEqual([...registered, "keep 5", "register_worker"]);
  expect(setting.worker).toMatchObject({ sessionNumber: 1n, attestedAtMs: 29_000n });
}, 30_000);

it("leaves a session alone that another copy of the enclave has replaced", async ({ setting }) => {
  const { ledger, said, enclave } = setting;
  await setting.run(() => {
    if (setting.happened.length === 3 && !said.renews) {
      const { session } = enclave;
      enclave.startSession();
      ledger.run("Bob", enclave.registration(ledger, "Bob"));
      ledger.runTo({ timeMs: 80_000n });
      enclave.session = session;
      said.renews = true;
    }
    return said.renews;
  });
  expect(setting.happened).toEqual(registered);
});

it("pays nothing for a program that the policy does not allow", async ({ setting }) => {
  const { ledger } = setting;
  ledger.of(attestation).policy.put({ measurements: [], maxAgeMs });
  ledger.runTo(4);
  await setting.run();
  expect(setting.happened).toEqual([]);
});

it("does not quote before there is a block to name", async ({ setting }) => {
  setting.height = 0;
  await setting.run();
  expect(setting.happened).toEqual([]);
});

it("waits longer and longer before it pays again for what had no effect", async ({ setting }) => {
  const { enclave, happened } = setting;
  const times: number[] = [];
  const stop = new AbortController();
  const call = makeCall(clusters, "apply", { cluster: 7, identity: enclave.identity });
  const ensuring = setting.operator(stop.signal).ensure("nothing", async () => {
    times.push(performance.now());
    return call;
  });
  await vi.waitUntil(() => times.length === 5, { timeout: 10_000 });
  stop.abort();
  await ensuring;
  expect(happened.slice(0, 4)).toEqual(Array(4).fill("apply failed"));
  for (const [i, pauseMs] of [0, 0, 500, 1_000].entries())
    expect((times[i + 1] as number) - (times[i] as number)).toBeGreaterThan(0.9 * pauseMs);
});
