import { bool, compact, H256, struct, type TypeOf, u32, u64, u128, vec } from "@pha/codec";
import { bareCall, call, constant, definePallet, event, genesisPart, map, value } from "@pha/frame";
import { maxSets } from "../../economy/ring.ts";
import { attestation } from "../attestation/spec.ts";
import { Balance } from "../balances/account-data.ts";
import { Figures, Timing, termFields, usualFigures, usualTiming } from "./figures.ts";
import { Pay, Session } from "./session.ts";

/** The most workers that are asked in one round. */
const maxDue = 32;
/** How many of the newest rounds a benchmark may have begun with. */
export const knownRounds = 32;

/** P of a worker's benchmark, and the round that it began with. */
const Score = struct({ p: u32, round: u64, tick: u32 });

/** A round of the beacon, and when it was verified. */
const Round = struct({ round: u64, seed: H256, atMs: u64, tick: u32, block: u32 });
export type Round = TypeOf<typeof Round>;

/**
 * All shares together, and what has been paid per share up to the beginning of a tick. `before`: ticks for which a network
 * paid that this one follows.
 */
const Shares = struct({ sum: u128, paid: Pay, upTo: u32, before: u32 });
export type Shares = TypeOf<typeof Shares>;
export const noShares: Shares = { sum: 0n, paid: { workers: 0n, treasury: 0n }, upTo: 0, before: 0 };

const worker = { worker: H256 };

export const computation = definePallet("Computation", 33, {
  doc: "Which machines work, how much, what they are paid and what absence costs them.",
  /** When workers are measured and asked. */
  genesis: genesisPart(Timing, usualTiming),
  storage: {
    figures: value(Figures, { initial: usualFigures, doc: "How work is paid and absence costs." }),
    sets: value(vec(struct({ from: u32, terms: struct(termFields) }), { max: maxSets }), {
      initial: [],
      doc: "What formulas took, each set from a tick on: what has been is paid by what held then.",
    }),
    shares: value(Shares, {
      initial: noShares,
      doc: "Shares of all workers that answer, and what each has been paid.",
    }),
    scores: map(H256, Score, { doc: "P of workers, by their benchmarks." }),
    sessions: map(H256, Session, { doc: "Workers that compute, until their stake is free again." }),
    sessionCount: value(u32, { initial: 0, doc: "How many sessions there have been." }),
    platforms: map(H256, H256, { doc: "The worker that computes on a platform." }),
    online: map(u32, H256, { hasher: "Twox64Concat", doc: "Workers that answer, by places without gaps." }),
    onlineCount: value(u32, { initial: 0, doc: "How many workers answer." }),
    rounds: value(vec(Round, { max: knownRounds }), { initial: [], doc: "The newest rounds, in order." }),
    due: map(u64, vec(H256, { max: maxDue }), { hasher: "Twox64Concat", doc: "Who has been asked in a round." }),
    open: value(vec(struct({ round: u64, tick: u32, block: u32 }), { max: knownRounds }), {
      initial: [],
      doc: "Rounds in which workers have been asked and have time, in order.",
    }),
  },
  calls: {
    start: call(
      0,
      "signed",
      { ...worker, stake: compact(Balance) },
      "Lets a worker of the caller's pool compute, with so much of the pool's free stake.",
    ),
    stop: call(
      1,
      "signed",
      worker,
      "Stops a worker: by its pool's owner or its operator; by anybody where the pool has to pay, or the worker is away too long.",
    ),
    reclaim: call(2, "signed", worker, "Gives a pool back the stake of a worker that has cooled down; anybody may."),
    heartbeat: bareCall(
      3,
      attestation.origins.Enclave,
      { round: u64, iterations: u64, queries: u64, gas: u64 },
      "Answers a round: so much spare work since the program began, so many queries and so much gas.",
    ),
    report_benchmark: bareCall(
      4,
      attestation.origins.Enclave,
      { round: u64, iterations: u64 },
      "So much work since a round was verified, by a worker that does not compute.",
    ),
  },
  events: {
    Benchmarked: event(0, { ...worker, p: u32 }, "A worker's P was measured."),
    Started: event(
      1,
      { ...worker, pool: u32, session: u32, stake: Balance, v: u128, p: u32 },
      "A worker computes, with this V.",
    ),
    RoundDrawn: event(2, { round: u64, workers: vec(H256, { max: maxDue }) }, "Workers are asked to answer."),
    Settled: event(
      3,
      { ...worker, pool: u32, round: u64, payout: Balance, treasury: Balance, v: u128, p: u128 },
      "A worker answered: its pool was paid, and the treasury its part.",
    ),
    RoundClosed: event(
      4,
      { round: u64, due: u32, missing: u32, void: bool },
      "The time to answer is over. `void`: so many are missing that the outage is the network's.",
    ),
    WorkerUnresponsive: event(
      5,
      { ...worker, pool: u32, round: u64, v: u128, tick: u32 },
      "A worker did not answer, and gets nothing from this tick on.",
    ),
    WorkerRecovered: event(6, { ...worker, pool: u32, v: u128 }, "A worker answers again, with what is left of its V."),
    Slashed: event(7, { ...worker, pool: u32, amount: Balance, days: u32 }, "Stake of a worker paid for its absence."),
    Stopped: event(8, { ...worker, pool: u32, v: u128, freeFrom: u32 }, "A worker computes no more."),
    Reclaimed: event(9, { ...worker, pool: u32, stake: Balance }, "The stake of a worker is free again."),
    TermsChanged: event(10, { from: u32 }, "Formulas take other figures from this tick on."),
  },
  errors: {
    NotMiner: { index: 0, kind: "not-found", doc: "There is no such miner that counts now." },
    NotMeasured: {
      index: 1,
      kind: "conflict",
      doc: "The worker has no benchmark of the last day: it reports one by itself.",
    },
    TooWeak: { index: 2, kind: "conflict", doc: "The worker's P is less than a worker needs." },
    Computing: { index: 3, kind: "conflict", doc: "The worker computes, or cools down." },
    NoSession: { index: 4, kind: "not-found", doc: "The worker does not compute." },
    TooLittleStake: { index: 5, kind: "conflict", doc: "A worker of this P takes more stake." },
    TooMuchStake: { index: 6, kind: "conflict", doc: "With so much stake V would be more than it may be." },
    PlatformBusy: { index: 7, kind: "conflict", doc: "Another worker computes on the same platform." },
    NotInPool: { index: 8, kind: "conflict", doc: "The worker belongs to no pool." },
    MayNotStop: { index: 9, kind: "forbidden", doc: "The worker is another's, and not away too long." },
    Stopped: { index: 10, kind: "conflict", doc: "The worker has been stopped." },
    NotCool: { index: 11, kind: "conflict", doc: "The worker has not been stopped, or not for long enough." },
    NotDue: { index: 12, kind: "conflict", doc: "The worker is not asked for an answer to this round." },
    UnknownRound: { index: 13, kind: "conflict", doc: "The round is not among the newest, or was reported on." },
    TooSoon: { index: 14, kind: "conflict", doc: "The benchmark has not lasted long enough." },
  },
  constants: {
    KnownRounds: constant(u32, knownRounds, "With how many of the newest rounds a benchmark may have begun."),
  },
});
