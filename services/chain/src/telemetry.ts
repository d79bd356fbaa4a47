import type { CodedError, Hex } from "@pha/codec";
import { readDigest } from "@pha/light-client";
import type { Logger } from "@pha/service-kit/log";
import { Counter, Gauge, Histogram, type Registry } from "@pha/service-kit/metrics";
import type { Verdict } from "./db/pool.ts";
import type { Job } from "./db/progress.ts";
import type { UnfinalizedBlock } from "./heads/heads.ts";
import type { BlockRef } from "./ledger/ledger.ts";
import type { Refusal, VoteResult } from "./votes/vote-box.ts";

export type ChainTelemetry = ReturnType<typeof makeTelemetry>;

const seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** One function per event of the chain: it counts and logs together. */
export function makeTelemetry(registry: Registry, log: Logger) {
  const registers = [registry];
  const best = new Gauge({ name: "chain_best_block_number", help: "Height of the newest block.", registers });
  const finalized = new Gauge({
    name: "chain_finalized_block_number",
    help: "Height of the newest certified block.",
    registers,
  });
  const authoring = new Gauge({
    name: "chain_is_author",
    help: "1 while this replica holds the lease and authors blocks, 0 while it follows another.",
    registers,
  });
  const waiting = new Gauge({ name: "chain_pool_extrinsics", help: "Extrinsics that wait for a block.", registers });
  const accepted = new Counter({ name: "chain_extrinsics_accepted_total", help: "Extrinsics accepted.", registers });
  const givenUp = new Counter({
    name: "chain_extrinsics_given_up_total",
    help: "Accepted extrinsics that no block will take.",
    labelNames: ["verdict"],
    registers,
  });
  const included = new Counter({
    name: "chain_extrinsics_included_total",
    help: "Extrinsics in blocks, by whether their call succeeded.",
    labelNames: ["result"],
    registers,
  });
  const faults = new Counter({
    name: "chain_faults_total",
    help: "Errors without a code, which are bugs: in calls, in requests, in work on the side.",
    labelNames: ["where"],
    registers,
  });
  const votes = new Counter({ name: "chain_votes_total", help: "Votes received.", labelNames: ["result"], registers });
  const buildTime = new Histogram({
    name: "chain_block_build_seconds",
    help: "From the first read to the commit.",
    buckets: seconds,
    registers,
  });
  const undone = new Counter({
    name: "chain_blocks_undone_total",
    help: "Blocks taken back because validators refused them or one below.",
    registers,
  });
  const finalityTime = new Histogram({
    name: "chain_finality_seconds",
    help: "From block time to certificate.",
    buckets: seconds,
    registers,
  });

  const pruned = new Gauge({
    name: "chain_pruned_block_number",
    help: "Height below which the state is gone, but for that of genesis.",
    registers,
  });
  const indexed = new Gauge({
    name: "chain_indexed_block_number",
    help: "Height up to which is written down which accounts extrinsics touched.",
    registers,
  });

  return {
    headMoved(number: number): void {
      best.set(number);
    },
    blockBuilt({ number, hash, extrinsics }: UnfinalizedBlock, durationSeconds: number): void {
      buildTime.observe(durationSeconds);
      for (const { ok } of extrinsics) included.inc({ result: ok ? "ok" : "failed" });
      log.debug({ number, hash, extrinsics: extrinsics.length, durationSeconds }, "block built");
    },
    blockFinalized({ number, hash, header }: UnfinalizedBlock): void {
      finalized.set(number);
      finalityTime.observe(Math.max(0, (Date.now() - Number(readDigest(header).timeMs)) / 1000));
      log.debug({ number, hash }, "finalized");
    },
    blocksUndone(to: BlockRef, blocks: readonly BlockRef[], refusal: Refusal | undefined): void {
      undone.inc(blocks.length);
      const facts = { to: to.number, blocks: blocks.length };
      const { round } = refusal?.certificate ?? {};
      if (refusal) log.error({ ...facts, round, reasons: refusal.reasons }, "validators refused a block; undone");
      else log.warn(facts, "validators have certified other blocks; undone");
    },
    recovering(facts: { readonly finalized: number; readonly certified: number }): void {
      log.warn(facts, "validators have certified blocks that the database lacks; fetching");
    },
    recovered(finalized: number): void {
      log.info({ finalized }, "blocks recovered from validators");
    },
    unanswered(): void {
      log.warn("too few validators say what they have certified; waiting");
    },
    blocksMissing(number: number): void {
      log.error(
        { number },
        "no validator shows the certified block that follows; asking again while one is known to exist",
      );
    },
    unfounded({ validator, error }: { readonly validator: Hex; readonly error: CodedError }): void {
      log.warn(
        { validator, code: error.code, reason: error.message },
        "what a validator told does not hold; asking the next",
      );
    },
    extrinsicAccepted(): void {
      accepted.inc();
    },
    extrinsicGivenUp(verdict: Verdict, reason: string): void {
      givenUp.inc({ verdict });
      log.debug({ verdict, reason }, "extrinsic given up");
    },
    extrinsicFault(cause: unknown): void {
      faults.inc({ where: "call" });
      log.error({ err: cause }, "a call failed with an error that has no code");
    },
    poolSize(size: number): void {
      waiting.set(size);
    },
    voteReceived(result: VoteResult): void {
      votes.inc({ result });
      if (result === "bad-signature") log.warn("vote with a bad signature");
    },
    leaseTaken(epoch: bigint): void {
      authoring.set(1);
      log.info({ epoch: String(epoch) }, "authoring");
    },
    leaseLost(): void {
      authoring.set(0);
      log.info("following");
    },
    requestFault(cause: unknown, where: string): void {
      faults.inc({ where: "request" });
      log.error({ err: cause, where }, "a request failed with an error that has no code");
    },
    historyPruned(to: number): void {
      pruned.set(to);
    },
    activityIndexed(to: number): void {
      indexed.set(to);
    },
    sideWorkWaits(job: Job, error: Error): void {
      log.warn({ job, reason: error.message }, "work on the side waits");
    },
    sideWorkBroken(job: Job, cause: unknown): void {
      faults.inc({ where: "side work" });
      log.error({ err: cause, job }, "work on the side failed");
    },
    replicaWaits(error: Error): void {
      log.warn({ reason: error.message }, "waiting");
    },
    replicaBroken(cause: unknown): void {
      faults.inc({ where: "replica" });
      log.error({ err: cause }, "neither could a block be built nor the database be followed");
    },
  };
}
