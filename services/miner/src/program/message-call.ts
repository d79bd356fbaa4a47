import { concat, fromHex, type Hex, toHex, u64be, utf8 } from "@pha/codec";
import type { CallContext, Program, TaskRun } from "@pha/contract-engine";
import { hkdfSha256 } from "@pha/crypto";
import type { Message } from "@pha/runtime/program";
import type { Call } from "@pha/secret-channel";

/** What a message of some kind says. */
export type Body<Kind extends Message["body"]["type"]> = Extract<Message["body"], { readonly type: Kind }>["value"];

/** A method and its arguments as bytes. */
export type Called = Pick<Call, "method" | "args">;

/** What some messages have beside what all have. */
export interface Special {
  readonly value?: bigint;
  readonly task?: TaskRun;
  /** Code other than the contract's. */
  readonly program?: Program;
  /** The epoch that a call was encrypted for. */
  readonly epoch?: number;
}

/** What a contract is told of the message that it executes. */
export interface Told extends Pick<Special, "value" | "task"> {
  readonly contract: Hex;
  readonly codeHash: Hex;
  readonly caller: Hex | undefined;
  /** The contract's key of that kind. */
  readonly random: Uint8Array;
}

/** The context of a message's call: the same on every worker. Its number is its place among the cluster's. */
export function contextOf(
  { contract, codeHash, caller, random, value = 0n, task }: Told,
  { number, timeMs, parentHash }: Message,
  message: bigint,
): CallContext {
  const info = concat(utf8("phala/random/v1"), u64be(message));
  return {
    ...{ caller, contract, codeHash, task },
    block: { number, hash: parentHash, timeMs: Number(timeMs) },
    randomSeed: toHex(hkdfSha256(random, fromHex(parentHash), info, 32)),
    message: String(message),
    value: String(value),
  };
}
