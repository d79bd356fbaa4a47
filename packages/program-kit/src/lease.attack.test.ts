import { decode, encode, type Hex } from "@pha/codec";
import { signEcdsa } from "@pha/crypto";
import { Freshness, freshnessDigest } from "@pha/light-client";
import { secretOf } from "@pha/light-client/testing";
import { attack } from "@pha/testkit/attack";
import { expect } from "vitest";
import { Core } from "./core.ts";
import { reply } from "./reply.ts";
import { Ocall } from "./requests.ts";
import { FakeLedger, fakeHost } from "./testing.ts";

/** What comes back when the enclave asks a validator. */
type Meddle = (asked: { readonly validator: Hex; readonly nonce: Hex }) => Freshness | Promise<Freshness>;

/** An enclave in the hands of a host: its clock runs as time does, all else is as the host likes. */
class Captive {
  readonly ledger = new FakeLedger(4);
  nowMs = 0;
  meddle: Meddle = (asked) => this.honest(asked);
  readonly core: Core;

  constructor() {
    const host = fakeHost(this.ledger);
    const ocall = async (encoded: Uint8Array) => {
      const request = decode(Ocall, encoded);
      if (request.type !== "Fresh") return host.ocall(encoded);
      return reply(async () => encode(Freshness, await this.meddle(request.value)));
    };
    this.core = new Core({ ...host, ocall, monotonicMs: () => this.nowMs }, "gatekeeper", this.ledger.startRequest());
  }

  honest({ validator, nonce }: { readonly validator: Hex; readonly nonce: Hex }): Freshness {
    return this.ledger.fresh(validator, nonce);
  }

  /** Shows the enclave the newest block. */
  async show(): Promise<void> {
    this.core.advance(this.ledger.block());
    await this.core.standing();
  }

  /** Minutes in which it asks every half minute and is shown nothing, while the chain goes on. */
  async freeze(minutes: number): Promise<void> {
    for (let second = 1; second <= 60 * minutes; second++) {
      this.nowMs += 1_000;
      if (second === 1) this.ledger.block();
      if (second % 30 === 0) await this.core.lease.inquire();
      if (second >= 60) expect(this.core.isLeased(), `after ${second} s`).toBe(false);
    }
  }
}

/** An enclave that was shown all until now, and is leased. */
async function capture(): Promise<Captive> {
  const captive = new Captive();
  await captive.show();
  await captive.core.lease.inquire();
  expect(captive.core.isLeased()).toBe(true);
  return captive;
}

attack("hold an enclave's view still for ten minutes", async ({ held }) => {
  const captive = await capture();
  await held("its lease runs out", () => captive.freeze(10));
  await captive.show();
  await captive.core.lease.inquire();
  await held("it serves again when it is shown the newest block", () => expect(captive.core.isLeased()).toBe(true));
});

attack("answer an enclave's questions with earlier answers", async ({ held }) => {
  const captive = await capture();
  const kept = new Map<Hex, Freshness>();
  captive.meddle = (asked) => {
    const answer = kept.get(asked.validator) ?? captive.honest(asked);
    kept.set(asked.validator, answer);
    return answer;
  };
  await captive.core.lease.inquire();
  expect(kept.size).toBe(4);
  await held("answers count for one nonce", () => captive.freeze(3));
});

attack("lie to an enclave as f validators, to stop it or to keep it in the past", async ({ held }) => {
  const other: Hex = `0x${"77".repeat(32)}`;
  const lies: Readonly<Record<string, (captive: Captive, asked: Parameters<Meddle>[0]) => Freshness>> = {
    "too high": ({ ledger }, { validator, nonce }) => ledger.fresh(validator, nonce, 4_000_000_000),
    "too low": ({ ledger }, { validator, nonce }) => ledger.fresh(validator, nonce, 0),
    "of another nonce": ({ ledger }, { validator }) => ledger.fresh(validator, other),
    "of another network": ({ ledger }, { validator, nonce }) => {
      const said = ledger.fresh(validator, nonce, 1);
      return { ...said, signature: signEcdsa(secretOf(0), freshnessDigest(other, said.place.root, said)) };
    },
    "of another set": ({ ledger }, { validator, nonce }) => {
      const said = { ...ledger.fresh(validator, nonce, 1), setId: 7n };
      return { ...said, signature: signEcdsa(secretOf(0), freshnessDigest(ledger.genesisHash, said.place.root, said)) };
    },
    "in another's name": ({ ledger }, { nonce }) => ({
      ...ledger.fresh(ledger.validators[0] as Hex, nonce, 1),
      validator: ledger.validators[1] as Hex,
    }),
  };
  for (const [how, lie] of Object.entries(lies)) {
    const captive = await capture();
    const [liar] = captive.ledger.validators;
    captive.meddle = (asked) => (asked.validator === liar ? lie(captive, asked) : captive.honest(asked));
    await held(`the others outvote a number ${how}`, async () => {
      captive.nowMs += 30_000;
      await captive.show();
      expect(await captive.core.lease.inquire()).toBe(true);
      captive.nowMs += 59_999;
      expect(captive.core.isLeased()).toBe(true);
      await captive.freeze(2);
    });
  }
});

attack("hand an enclave validators' answers late", async ({ held }) => {
  for (const [lateMs, leftMs] of [
    [59_000, 1_000],
    [60_000, 0],
    [3_600_000, 0],
  ] as const) {
    const captive = new Captive();
    await captive.show();
    const { promise: release, resolve } = Promise.withResolvers<void>();
    captive.meddle = async (asked) => {
      const answer = captive.honest(asked);
      await release;
      return answer;
    };
    const asking = captive.core.lease.inquire();
    captive.nowMs += lateMs;
    resolve();
    expect(await asking).toBe(true);
    await held("the lease counts from the question", () => expect(captive.core.leaseStatus.leftMs).toBe(leftMs));
  }
});

attack("show an enclave a chain of its own making", async ({ refused, held }) => {
  const captive = await capture();
  const forger = new FakeLedger(3);
  forger.block();
  await refused(["light-client.BadSigners", "light-client.HeaderMismatch", "light-client.BadSignature"], () =>
    captive.core.advance(forger.block()),
  );
  captive.meddle = ({ nonce }) => forger.fresh(forger.validators[0] as Hex, nonce);
  await held("nobody in the set has answered", () => captive.freeze(3));
});
