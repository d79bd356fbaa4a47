import { concat, type Hex, u32be, utf8 } from "@pha/codec";
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

/** Thread → core, first of all: it takes calls. */
export const ready = new Uint8Array();

/** Thread → core: how the call ended. */
export interface JobEnd {
  readonly id: number;
  readonly outcome: Outcome;
}

const decoder = new TextDecoder();

/** Bytes before the header, which say how long it is. */
const lengthBytes = 4;

/** What a message has beside the texts of its changes: how long these are in UTF-8, `null` for those that are none. */
interface Header {
  readonly message: object;
  readonly lengths: readonly (number | null)[];
}

/** Core → thread. */
export const encodeJob = ({ sync: { full, changes }, ...job }: Job): Uint8Array => encode({ ...job, full }, changes);

/** The job of {@link encodeJob}. */
export function decodeJob(bytes: Uint8Array): Job {
  const { message, changes } = decode<Omit<Job, "sync"> & { readonly full: boolean }>(bytes);
  const { full, ...job } = message;
  return { ...job, sync: { full, changes } };
}

/** Thread → core. */
export function encodeEnd({ id, outcome }: JobEnd): Uint8Array {
  if (!outcome.ok) return encode({ id, outcome }, []);
  const { writes, ...rest } = outcome;
  return encode({ id, outcome: rest }, writes);
}

/** The end of {@link encodeEnd}. */
export function decodeEnd(bytes: Uint8Array): JobEnd {
  const { message, changes } = decode<JobEnd>(bytes);
  const { id, outcome } = message;
  return outcome.ok ? { id, outcome: { ...outcome, writes: changes } } : { id, outcome };
}

/**
 * JSON with the texts of the changes behind it, as they are: a state may be large, and in JSON, where a character may
 * become six, it would be larger.
 */
function encode(message: object, changes: readonly Change[]): Uint8Array {
  const texts = changes.flat().map((text) => (text === null ? null : utf8(text)));
  const lengths = texts.map((text) => text?.length ?? null);
  const header = utf8(JSON.stringify({ message, lengths } satisfies Header));
  return concat(u32be(header.length), header, ...texts.filter((text) => text !== null));
}

function decode<M extends object>(bytes: Uint8Array): { readonly message: M; readonly changes: Change[] } {
  let at = lengthBytes + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  const { message, lengths } = JSON.parse(decoder.decode(bytes.subarray(lengthBytes, at))) as Header;
  const texts = lengths.map((length) => {
    if (length === null) return null;
    at += length;
    return decoder.decode(bytes.subarray(at - length, at));
  });
  const changes = texts.flatMap((text, i): Change[] => (i % 2 === 0 ? [[text as string, texts[i + 1] ?? null]] : []));
  return { message: message as M, changes };
}
