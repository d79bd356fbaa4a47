import { decode } from "@pha/codec";
import { type CallSpec, makeCall } from "@pha/frame";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { attestation } from "../pallets/attestation/spec.ts";
import { beacon } from "../pallets/beacon/spec.ts";
import { type Cluster, clusters } from "../pallets/clusters/spec.ts";
import type { Session } from "../pallets/computation/session.ts";
import { computation } from "../pallets/computation/spec.ts";
import { notRotated } from "../pallets/contracts/epochs.ts";
import { usualLife } from "../pallets/contracts/life.ts";
import { nothingAgreed } from "../pallets/contracts/record.ts";
import { contracts } from "../pallets/contracts/spec.ts";
import { taskLimits } from "../pallets/contracts/tasks.ts";
import { type Dkg, gatekeepers } from "../pallets/gatekeepers/spec.ts";
import { grants, maxGrants } from "../pallets/grants/spec.ts";
import type { Applied } from "../runtime.ts";
import { accountOf, dev, TestEnclave, type TestLedger, testNetwork } from "../testing/index.ts";
import { sampleBytes } from "../testing/samples.ts";
import { allowance, partOfBlock } from "./allowance.ts";

const id = `0x${"07".repeat(32)}` as const;
const claim = {
  ...nothingAgreed,
  stateHeight: 2,
  contract: id,
  prevStateHeight: 1,
  reason: undefined,
  effects: undefined,
};
const round = { generation: 0, round: 0 };
/** Of as many bytes as any, and of no points. */
const deal = {
  ...round,
  commitments: Array.from({ length: 2 }, () => `0x${"c0".repeat(96)}` as const),
  shares: [1, 2].map((index) => ({ index, enc: id, ciphertext: new Uint8Array(256) })),
};
const grant = {
  ...{ worker: id, contract: id, generation: 0, epoch: 0 },
  kinds: Array.from({ length: 8 }, () => ({ type: "tag" }) as const),
};
const said = { type: "Said" as const, value: { enc: id, ciphertext: new Uint8Array(taskLimits.ciphertext) } };
const reports = (count: number) => ({ reports: Array.from({ length: count }, () => claim) });

const session: Session = {
  ...{ number: 0, pool: 0, standing: { type: "Idle" }, position: 0, stake: 0n, initialV: 0n, v: 0n, deductible: 0n },
  ...{ advancedTo: 0, pBench: 1, p: 0n, spare: { p: 0n, tick: 0 }, confidence: 128, platform: undefined, share: 0n },
  ...{ paidTo: { workers: 0n, treasury: 0n }, iterations: 0n, heardMs: 0n, due: 1n, earned: 0n },
  ...{ startedAt: 0, startedIn: 0, slashedDays: 0 },
};

type Make = (from: TestEnclave, ledger: TestLedger) => Uint8Array;

/** What a session sends without end, of every call for enclaves: the most that fits an extrinsic. */
const sent: Readonly<Record<string, Make>> = {
  "Gatekeepers.dkg_key": (from, ledger) => from.bare(ledger, gatekeepers, "dkg_key", { ...round, key: id }),
  "Gatekeepers.dkg_deal": (from, ledger) => from.bare(ledger, gatekeepers, "dkg_deal", deal),
  "Gatekeepers.dkg_check": (from, ledger) => from.bare(ledger, gatekeepers, "dkg_check", { ...round, bad: [1, 2] }),
  "Gatekeepers.dkg_answer": (from, ledger) =>
    from.bare(ledger, gatekeepers, "dkg_answer", { ...round, receiver: from.name === "a" ? 2 : 1, key: id }),
  "Gatekeepers.dkg_ask": (from, ledger) => from.bare(ledger, gatekeepers, "dkg_ask", round),
  "Grants.log": (from, ledger) => from.bare(ledger, grants, "log", { grants: Array(maxGrants).fill(grant) }),
  "Beacon.sign": (from, ledger) =>
    from.bare(ledger, beacon, "sign", { round: 1n, generation: 0, sharing: 0, part: `0x${"c0".repeat(48)}` }),
  "Computation.heartbeat": (from, ledger) =>
    from.bare(ledger, computation, "heartbeat", { round: 1n, iterations: 1n, queries: 1n, gas: 1n }),
  "Computation.report_benchmark": (from, ledger) =>
    from.bare(ledger, computation, "report_benchmark", { round: 1n, iterations: 1n }),
  "Contracts.publish_key": (from, ledger) =>
    from.bare(ledger, contracts, "publish_key", { contract: id, epoch: 0, key: id }),
  "Contracts.task_ran": (from, ledger) =>
    from.bare(ledger, contracts, "task_ran", { contract: id, epoch: 0, task: "t", due: 1, outcome: said }),
  "Contracts.report": (from, ledger) => from.bare(ledger, contracts, "report", reports(12)),
};

/** Those that the state can let succeed again and again, or that fail only when they are done. */
const once = ["Gatekeepers.dkg_key", "Beacon.sign", "Computation.heartbeat", "Computation.report_benchmark"];
const repeatable = Object.entries(sent).filter(([name]) => !once.includes(name));

/** Two enclaves, and a state in which what they send is asked for: a cluster with a contract, a round with two deals. */
function asked(name: string) {
  const made = setup(name);
  const { ledger, enclaves } = made;
  const members = enclaves.map(({ identity }) => identity);
  const account = accountOf("Alice");
  const contract = { cluster: 0, codeHash: id, deployer: account, owner: account, deployedAt: 1, epoch: 0 };
  ledger.of(contracts).contracts.put(id, {
    ...{
      ...contract,
      encryptKey: id,
      agreed: nothingAgreed,
      halted: false,
      broken: undefined,
      rotation: notRotated,
      generations: [],
      life: usualLife,
      spentEpoch: 0,
    },
  });
  const task = { name: "t", every: 5, workers: 16, since: 0, due: 0, runs: [], fails: 0 };
  ledger.of(contracts).tasks.put(id, { list: [task] });
  const cluster = ledger.of(clusters).clusters.get(0) as Cluster;
  ledger.of(clusters).clusters.put(0, { ...cluster, members });
  ledger.of(gatekeepers).members.put(members.map((identity, i) => ({ identity, index: i + 1 })));
  const phases: Readonly<Record<string, Dkg["phase"]["type"]>> = {
    "Gatekeepers.dkg_check": "Checks",
    "Gatekeepers.dkg_answer": "Answers",
    "Gatekeepers.dkg_ask": "Done",
  };
  const type = phases[name] ?? "Deals";
  ledger.of(gatekeepers).dkg.put({
    ...{
      ...round,
      phase: { type },
      deadline: 1_000_000,
      participants: [1, 2],
      dealers: type === "Deals" ? [] : [1, 2],
    },
    ...{ checked: [], excluded: [], since: 0 },
  });
  const { config, deals, roundKeys } = ledger.of(gatekeepers);
  for (const identity of type === "Answers" ? members : []) {
    deals.put(0, 0, identity, deal);
    roundKeys.put(0, 0, identity, id);
  }
  config.put({ ...config.get(), windowTicks: 0 });
  ledger.of(gatekeepers).complaints.put([1, 2].map((dealer) => ({ dealer, receiver: 3 - dealer })));
  const work = ledger.of(computation);
  work.rounds.put([{ round: 1n, seed: id, atMs: 0n, tick: 0, block: 0 }]);
  work.figures.put({ ...work.figures.get(), benchmarkTicks: 0 });
  for (const identity of name === "Computation.heartbeat" ? members : []) work.sessions.put(identity, session);
  ledger.of(beacon).interval.put(1);
  ledger.of(gatekeepers).sharing.put(round);
  const publicKey = `0x${"c0".repeat(96)}` as const;
  const publicShares = members.map((identity, i) => ({ identity, index: i + 1, share: publicKey }));
  ledger.of(gatekeepers).groupKeys.put(0, 0, {
    ...round,
    threshold: 2,
    publicKey,
    qualified: [1, 2],
    publicShares,
    dealers: [],
    from: undefined,
  });
  ledger.block();
  return made;
}

const roleOf = (name: string) => (/^(Gatekeepers|Grants|Beacon)/.test(name) ? "Gatekeeper" : "Miner");

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
  expect(Object.keys(sent).sort()).toEqual(bare.sort());
});

describe.each(repeatable)("a member that sends %s without end", (name, make) => {
  it("takes no more over time than its allowance, and waits; what fails costs more", () => {
    const {
      ledger,
      enclaves: [from],
    } = asked(name);
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
    // The others weigh less than each block gives back, as often as one session's may come in one.
    if (name === "Gatekeepers.dkg_deal") expect(seen).toContain("transaction.TooSoon");
    expect(sum).toBeLessThanOrEqual(allowance.most + allowance.ofFailure + allowance.perBlock * blocks);
    expect(failed).toBeLessThanOrEqual(name === "Gatekeepers.dkg_deal" ? Math.ceil(blocks / 2) + 2 : 0);
  });

  it("leaves users three quarters of each block", () => {
    const { ledger, enclaves } = asked(name);
    const key = dev("Alice", "ed25519");
    const keys = { signKey: id, hpkeKey: id };
    const call = makeCall(attestation, "register_worker", {
      ...{ role: { type: "Miner" }, identity: id, session: keys, number: 1, quote: new Uint8Array(1) },
    } as const);
    const count = 114; // of 27 kB of proof each: 3 MiB
    const users = Array.from({ length: count }, (_, nonce) => ledger.sign(key, call, { nonce }));
    const first = enclaves.flatMap((from) => Array.from({ length: 8 }, () => make(from, ledger)));
    const { taken } = fill(ledger, [...first, ...users]);
    expect(taken.filter((bytes) => users.includes(bytes))).toHaveLength(count);
  });
});

describe.each(Object.entries(sent))("%s", (name, make) => {
  const validate = (ledger: TestLedger, bytes: Uint8Array, returning = false) =>
    ledger.runtime.validate(ledger.view, ledger.runtime.decodeExtrinsic(bytes), {
      number: ledger.head.number,
      returning,
    });

  it("is let in where the state asks for it, and not where it refuses it: into no pool, into no block", () => {
    const { ledger, enclaves } = setup(name);
    const [from] = enclaves;
    const bytes = make(from, ledger);
    const refusal = expect.objectContaining({ code: "transaction.CallRefused" });
    expect(() => validate(ledger, bytes)).toThrow(refusal);
    expect(() => ledger.beside().applyExtrinsic(ledger.runtime.decodeExtrinsic(bytes))).toThrow(refusal);
    // What was let in before, and what waits for its turn, is judged when that comes.
    expect(validate(ledger, bytes, true).requires).toEqual([]);
    expect(validate(ledger, make(from, ledger)).requires).toHaveLength(1);
    if (name === "Gatekeepers.dkg_key") return;
    const made = asked(name);
    expect(validate(made.ledger, make(made.enclaves[0], made.ledger)).requires).toEqual([]);
  });

  it("is refused as of an enclave of the other role, before anything is done for it", () => {
    const ledger = testNetwork();
    const other = new TestEnclave("other", roleOf(name) === "Miner" ? "Gatekeeper" : "Miner");
    other.register(ledger, "Bob");
    ledger.block();
    const bytes = make(other, ledger);
    const refusal = expect.objectContaining({ code: "transaction.BadSigner" });
    expect(() => validate(ledger, bytes)).toThrow(refusal);
    expect(() => ledger.beside().applyExtrinsic(ledger.runtime.decodeExtrinsic(bytes))).toThrow(refusal);
  });
});

describe("a report", () => {
  it("takes no more than an eighth of a block, be it the enclave's first or not", () => {
    const {
      ledger,
      enclaves: [from],
    } = asked("Contracts.report");
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
