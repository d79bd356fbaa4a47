import { decode } from "@pha/codec";
import { type CallSpec, makeCall } from "@pha/frame";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { attestation } from "../pallets/attestation/spec.ts";
import { contracts, nothingAgreed } from "../pallets/contracts/spec.ts";
import { gatekeepers } from "../pallets/gatekeepers/spec.ts";
import type { Applied } from "../runtime.ts";
import { dev, TestEnclave, type TestLedger, testNetwork } from "../testing/index.ts";
import { sampleBytes } from "../testing/samples.ts";
import { allowance, partOfBlock } from "./allowance.ts";

const id = `0x${"07".repeat(32)}` as const;
const claim = { ...nothingAgreed, stateHeight: 2, contract: id, prevStateHeight: 1, reason: undefined };
const share = (index: number) => ({ index, enc: id, ciphertext: new Uint8Array(256) });
const deal = {
  ...{ generation: 0, round: 0 },
  commitments: Array.from({ length: 16 }, () => `0x${"c0".repeat(96)}` as const),
  shares: Array.from({ length: 16 }, (_, i) => share(i)),
};
const reports = (count: number) => ({ reports: Array.from({ length: count }, () => claim) });

type Make = (from: TestEnclave, ledger: TestLedger) => Uint8Array;

/** What a session that is no member of anything sends, of every call for enclaves: the most that fits an extrinsic. */
const hostile: Readonly<Record<string, Make>> = {
  "Gatekeepers.dkg_key": (from, ledger) =>
    from.bare(ledger, gatekeepers, "dkg_key", { generation: 0, round: 0, key: id }),
  "Gatekeepers.dkg_deal": (from, ledger) => from.bare(ledger, gatekeepers, "dkg_deal", deal),
  "Contracts.publish_key": (from, ledger) =>
    from.bare(ledger, contracts, "publish_key", { contract: id, epoch: 0, key: id }),
  "Contracts.report": (from, ledger) => from.bare(ledger, contracts, "report", reports(32)),
};

const roleOf = (name: string) => (name.startsWith("Gatekeepers") ? "Gatekeeper" : "Miner");

function setup(name: string) {
  const ledger = testNetwork();
  const enclaves = ["a", "b"].map((of) => new TestEnclave(of, roleOf(name))) as [TestEnclave, TestEnclave];
  for (const one of enclaves) one.register(ledger, "Bob");
  ledger.block();
  return { ledger, enclaves };
}

/** Makes a block of what waits, as far as it is taken; the rest waits on. */
function fill(ledger: TestLedger, waiting: readonly Uint8Array[]) {
  const beside = ledger.beside();
  const refusals = new Set<string>();
  const taken = waiting.filter((bytes) => {
    try {
      beside.applyExtrinsic(ledger.runtime.decodeExtrinsic(bytes));
      return true;
    } catch (error) {
      refusals.add((error as { readonly code: string }).code);
      return false;
    }
  });
  return { taken, refusals, applied: ledger.block(...taken) };
}

const infoOf = ({ events }: Applied) => {
  const { value } = events.at(-1) as { readonly value: { readonly value: { readonly dispatch_info: unknown } } };
  return value.value.dispatch_info as {
    readonly weight: { readonly ref_time: bigint; readonly proof_size: bigint };
    readonly class: { readonly type: string };
  };
};

it("has every call that enclaves send", () => {
  const { pallets } = testNetwork().runtime;
  const bare = pallets.flatMap(({ name, calls }) =>
    Object.entries<CallSpec>(calls).flatMap(([call, { bare: isBare }]) => (isBare ? [`${name}.${call}`] : [])),
  );
  expect(Object.keys(hostile).sort()).toEqual(bare.sort());
});

describe.each(Object.entries(hostile))("a hostile session that sends %s without end", (name, make) => {
  it("takes no more over time than its allowance, and waits; what fails costs more", () => {
    const {
      ledger,
      enclaves: [from],
    } = setup(name);
    const blocks = 24;
    const seen = new Set<string>();
    let sum = 0;
    let failed = 0;
    for (let i = 0; i < blocks; i++) {
      const { sequence } = from;
      const waiting = Array.from({ length: 8 }, () => make(from, ledger));
      const { taken, refusals, applied } = fill(ledger, waiting);
      from.sequence = sequence + BigInt(taken.length);
      for (const code of refusals) seen.add(code);
      for (const [k, one] of applied.entries()) {
        sum += partOfBlock(infoOf(one).weight, taken[k]?.length ?? 0) + (one.ok ? 0 : allowance.ofFailure);
        failed += one.ok ? 0 : 1;
      }
    }
    expect(seen).toContain("transaction.TooSoon");
    expect(sum).toBeLessThanOrEqual(allowance.most + allowance.ofFailure + allowance.perBlock * blocks);
    expect(failed).toBeLessThanOrEqual(Math.ceil(blocks / 2) + 2);
  });

  it("leaves users three quarters of each block", () => {
    const { ledger, enclaves } = setup(name);
    const key = dev("Alice", "ed25519");
    const keys = { signKey: id, hpkeKey: id };
    const call = makeCall(attestation, "register_worker", {
      ...{ role: { type: "Miner" }, identity: id, session: keys, number: 1, quote: new Uint8Array(1) },
    } as const);
    const count = 148; // of 10.1 ms each: 1.5 s
    const users = Array.from({ length: count }, (_, nonce) => ledger.sign(key, call, { nonce }));
    const first = enclaves.flatMap((from) => Array.from({ length: 8 }, () => make(from, ledger)));
    const { taken } = fill(ledger, [...first, ...users]);
    expect(taken.filter((bytes) => users.includes(bytes))).toHaveLength(count);
  });

  it("is refused as an enclave of the other role, before anything is done for it", () => {
    const ledger = testNetwork();
    const other = new TestEnclave("other", roleOf(name) === "Miner" ? "Gatekeeper" : "Miner");
    other.register(ledger, "Bob");
    ledger.block();
    const extrinsic = ledger.runtime.decodeExtrinsic(make(other, ledger));
    const refusal = expect.objectContaining({ code: "transaction.BadSigner" });
    expect(() => ledger.runtime.validate(ledger.view, extrinsic, { number: ledger.head.number })).toThrow(refusal);
    expect(() => ledger.beside().applyExtrinsic(extrinsic)).toThrow(refusal);
  });
});

describe("a deal", () => {
  it("has its weight only while the ledger asks for it: from who is to deal and has not", () => {
    const {
      ledger,
      enclaves: [from],
    } = setup("Gatekeepers.dkg_deal");
    const [{ weight }] = fill(ledger, [hostile["Gatekeepers.dkg_deal"]?.(from, ledger) as Uint8Array]).applied.map(
      infoOf,
    ) as [ReturnType<typeof infoOf>];
    expect(weight.ref_time).toBeLessThan(1_000_000_000n);
  });
});

describe("a report", () => {
  it("takes no more than an eighth of a block, be it the enclave's first or not", () => {
    const {
      ledger,
      enclaves: [from],
    } = setup("Contracts.report");
    const bytes = from.bare(ledger, contracts, "report", reports(64));
    expect(fill(ledger, [bytes]).refusals).toEqual(new Set(["transaction.ExhaustsResources"]));
  });
});

describe("an ordinary account", () => {
  it("gets no room of authority's for any operational call", () => {
    const ledger = testNetwork();
    const { pallets } = ledger.runtime;
    const operational = pallets.flatMap(({ name, calls }) =>
      Object.entries<CallSpec>(calls).flatMap(([call, spec]) =>
        spec.operational && !spec.bare ? [[name, call, spec] as const] : [],
      ),
    );
    expect(operational.length).toBeGreaterThan(3);
    for (const [pallet, call, spec] of operational) {
      const value = {
        type: call,
        value: decode(spec.type, fc.sample(sampleBytes(spec.type), { numRuns: 1, seed: 1 })[0] as Uint8Array),
      };
      const signed = ledger.sign(dev("Bob"), { type: pallet, value } as never);
      const { validate, decodeExtrinsic } = ledger.runtime;
      const validity = validate(ledger.view, decodeExtrinsic(signed), { number: ledger.head.number });
      expect([call, validity.operational]).toEqual([call, false]);
    }
  });
});
