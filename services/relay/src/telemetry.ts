import type { CodedError, Hex } from "@pha/codec";
import type { Choice } from "@pha/light-client";
import type { Logger } from "@pha/service-kit/log";
import { Counter, Gauge, Histogram, type Registry } from "@pha/service-kit/metrics";
import type { Doubt } from "./rule/recollection.ts";
import type { RefuseReason } from "./rule/vote-rule.ts";

interface Block {
  readonly number: number;
  readonly blockHash: Hex;
}

/** One function per event of a validator's life: log line and metrics together. */
export interface Telemetry {
  voted(block: Block & { readonly choice: Choice["type"]; readonly extrinsics: number; readonly ms: number }): void;
  /** The block is bad. */
  invalid(block: Block & { readonly error: CodedError }): void;
  /** Something to run the block is missing or wrong, or it is nobody's. */
  notVoted(block: Block & { readonly error: CodedError }): void;
  /** The vote rule forbids it. */
  refused(block: Block & { readonly reason: RefuseReason }): void;
  notInSet(block: Block): void;
  /** It may have signed what it does not remember. */
  abstained(block: Block & { readonly doubt: Doubt }): void;
  /** Others gave back a vote that its store lacks: the store is an older copy. */
  recalled(at: { readonly number: number; readonly round: number }): void;
  certified(at: { readonly number: number }): void;
  /** One author sealed two blocks for one height and round. */
  equivocation(of: {
    readonly number: number;
    readonly round: number;
    readonly first: Hex;
    readonly second: Hex;
  }): void;
  /** A bug of ours, met while a proposal was considered. */
  fault(block: Block & { readonly error: unknown }): void;
}

const seconds = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

export function makeTelemetry(log: Logger, registry: Registry): Telemetry {
  const registers = [registry];
  const height = new Gauge({ name: "relay_certified_height", help: "Newest certified block.", registers });
  const votes = new Counter({
    name: "relay_votes_total",
    help: "Votes cast: for a block, or nil.",
    labelNames: ["choice"],
    registers,
  });
  const equivocations = new Counter({
    name: "relay_equivocations_total",
    help: "Second seals of an author for one height and round.",
    registers,
  });
  const recalled = new Counter({
    name: "relay_votes_recalled_total",
    help: "Votes of its own that only others knew: votes.db was an older copy.",
    registers,
  });
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
    voted({ ms, ...vote }) {
      votes.inc({ choice: vote.choice });
      validation.observe(ms / 1000);
      log.debug(vote, "voted");
    },
    invalid({ number, blockHash, error }) {
      log.error({ number, blockHash, code: error.code, reason: error.message }, "invalid block, voting nil");
    },
    notVoted({ number, blockHash, error }) {
      unvoted.inc({ reason: "missing" });
      log.warn({ number, blockHash, code: error.code, reason: error.message }, "proposal cannot be run, no vote yet");
    },
    equivocation(seals) {
      equivocations.inc();
      log.error(seals, "an author sealed two blocks for one height and round");
    },
    refused({ reason, ...block }) {
      unvoted.inc({ reason });
      const { number, blockHash } = block;
      const facts = { number, blockHash, reason };
      if (reason === "finalized" || reason === "closed-round" || reason === "left-height") log.debug(facts, "too late");
      // Proposals above an undone block arrive once more.
      else if (reason === "foreign-parent") log.info(facts, "not a child of the certified block");
      else log.error(facts, "proposal refused by the vote rule");
    },
    notInSet({ number, blockHash }) {
      unvoted.inc({ reason: "not-in-set" });
      log.warn({ number, blockHash }, "this validator is not in the set, no vote");
    },
    abstained({ number, blockHash, doubt }) {
      unvoted.inc({ reason: doubt });
      if (doubt === "unasked")
        log.info({ number, blockHash }, "asking the others for votes of its own before it votes");
      else log.warn({ number, blockHash }, "started without its votes, abstaining until a newer block is certified");
    },
    recalled({ number, round }) {
      recalled.inc();
      log.error({ number, round }, "others know a vote that votes.db lacks: it is an older copy");
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
