import { CodedError, type Hex } from "@pha/codec";
import type { Verdict } from "../db/pool.ts";
import type { Waiting } from "./ready-queue.ts";

/** Why no block will take an extrinsic. */
export interface GivenUp {
  readonly hash: Hex;
  readonly verdict: Verdict;
  readonly reason: string;
}

/** Whether an error is about the extrinsic, not about us. */
export const isVerdict = (error: unknown): error is CodedError =>
  error instanceof CodedError && error.kind !== "unavailable";

/** An extrinsic that is refused: dropped when the pool had no place for it, else invalid. */
export const refused = (hash: Hex, { module, name }: CodedError): GivenUp => ({
  hash,
  verdict: module === "chain" ? "dropped" : "invalid",
  reason: name,
});

/** An extrinsic that makes way for a newcomer: replaced when they share a tag, else pushed out of a full pool. */
export const displaced = (rival: Waiting<unknown>, provides: readonly Hex[]): GivenUp => ({
  hash: rival.hash,
  verdict: "dropped",
  reason: rival.provides.some((tag) => provides.includes(tag)) ? "Replaced" : "PoolFull",
});
