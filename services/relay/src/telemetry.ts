import type { CodedError, Hex } from "@pha/codec";
import type { Logger } from "@pha/service-kit/log";
import { Counter, Gauge, Histogram, type Registry } from "@pha/service-kit/metrics";
import type { RefuseReason } from "./voting/vote-rule.ts";

interface Block {
  readonly number: number;
  readonly blockHash: Hex;
}

/** One function per event of a validator's life: log line and metrics together. */
export interface Telemetry {
  votedFor(block: Block & { readonly extrinsics: number; readonly ms: number }): void;
  /** The block is bad, or something to run it is missing. */
  notVotedFor(block: Block & { readonly error: CodedError }): void;
  /** The vote rule forbids it. */
  refused(block: Block & { readonly reason: RefuseReason }): void;
  notInSet(block: Block): void;
  certified(at: { readonly number: number }): void;
  /** A bug of ours, met while a proposal was considered. */
  fault(block: Block & { readonly error: unknown }): void;
}

const seconds = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

export function makeTelemetry(log: Logger, registry: Registry): Telemetry {
  const registers = [registry];
  const height = new Gauge({ name: "relay_certified_height", help: "Newest certified block.", registers });
  const votes = new Counter({ name: "relay_votes_total", help: "Votes cast.", registers });
  const unvoted = new Counter({
    name: "relay_proposals_unvoted_total",
    help: "Proposals without a vote, by why.",
    labelNames: ["reason"],
    registers,
  });
  const validation = new Histogram({
    name: "relay_validation_seconds",
    help: "From a proposal whose parent is certified to its vote on disk.",
    buckets: seconds,
    registers,
  });
  return {
    votedFor({ ms, ...block }) {
      votes.inc();
      validation.observe(ms / 1000);
      log.debug(block, "voted");
    },
    notVotedFor({ error, ...block }) {
      const isInvalid = error.kind !== "unavailable";
      unvoted.inc({ reason: isInvalid ? "invalid" : "missing" });
      const facts = { ...block, code: error.code, reason: error.message };
      if (isInvalid) log.error(facts, "invalid proposal, no vote");
      else log.warn(facts, "proposal cannot be run yet, no vote");
    },
    refused({ reason, ...block }) {
      unvoted.inc({ reason });
      if (reason === "finalized") log.debug(block, "height is certified already");
      else log.error({ ...block, reason }, "proposal refused by the vote rule");
    },
    notInSet({ number, blockHash }) {
      unvoted.inc({ reason: "not-in-set" });
      log.warn({ number, blockHash }, "this validator is not in the set, no vote");
    },
    certified({ number }) {
      height.set(number);
    },
    fault({ error, ...block }) {
      unvoted.inc({ reason: "fault" });
      log.error({ ...block, err: error }, "proposal could not be considered");
    },
  };
}
