import { type Hex, utf8 } from "@pha/codec";
import type { Call, Change, Outcome, Program } from "./call.ts";
import type { Limits } from "./limits.ts";

/** How a thread's mirror of a contract's state gets to the version that a call needs. */
export interface StateSync {
  /** Whether `changes` start from nothing, or from the version that the thread has. */
  readonly full: boolean;
  readonly changes: readonly Change[];
}

/** Core → thread: one call. */
export interface Job {
  readonly id: number;
  readonly contract: Hex;
  /** Absent when the thread has the contract's code. */
  readonly program: Program | undefined;
  readonly sync: StateSync;
  readonly call: Call;
  readonly limits: Limits;
  /** Contracts of which the thread need keep nothing. */
  readonly forget: readonly Hex[];
}

/** Thread → core: how the call ended. */
export interface JobEnd {
  readonly id: number;
  readonly outcome: Outcome;
}

const decoder = new TextDecoder();

/** Messages between core and threads are JSON: both ends are one program. */
export const encodeMessage = (message: Job | JobEnd): Uint8Array => utf8(JSON.stringify(message));

/** The message of `encodeMessage`. */
export const decodeMessage = <M extends Job | JobEnd>(bytes: Uint8Array): M => JSON.parse(decoder.decode(bytes)) as M;
