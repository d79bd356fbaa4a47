import { concat, type Hex, u32be, utf8 } from "@pha/codec";
import type { Call, Change, Outcome, Program } from "./call.ts";
import type { Limits } from "./limits.ts";
import {
  type PackedPause,
  type PackedResume,
  packPause,
  packResume,
  putter,
  taker,
  unpackPause,
  unpackResume,
} from "./pack.ts";
import { isPause, type Leg, type Resume } from "./pause.ts";

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
  /** Where a query goes on. */
  readonly resume?: Resume | undefined;
  /** Contracts of which the thread need keep nothing. */
  readonly forget: readonly Hex[];
}

/** Thread → core, first of all: it takes calls. */
export const ready = new Uint8Array();

/** Thread → core: how far the call came. */
export interface JobEnd {
  readonly id: number;
  readonly leg: Leg;
}

const decoder = new TextDecoder();

/** Bytes before the header, which say how long it is. */
const lengthBytes = 4;

/**
 * What a message has beside the texts of its changes: how long these are in UTF-8, `null` for those that are none. Behind
 * them lie bytes that the message counts.
 */
interface Header {
  readonly message: object;
  readonly lengths: readonly (number | null)[];
}

/** Core → thread. */
export function encodeJob({ sync: { full, changes }, resume, ...job }: Job): Uint8Array {
  const { put, parts } = putter();
  return encode({ ...job, full, ...(resume && { resume: packResume(resume, put) }) }, changes, parts);
}

type PackedJob = Omit<Job, "sync" | "resume"> & { readonly full: boolean; readonly resume?: PackedResume };

/** The job of {@link encodeJob}. */
export function decodeJob(bytes: Uint8Array): Job {
  const { message, changes, end } = decode<PackedJob>(bytes);
  const { full, resume, ...job } = message;
  return { ...job, sync: { full, changes }, ...(resume && { resume: unpackResume(resume, taker(bytes, end)) }) };
}

type PackedEnd = { readonly id: number } & ({ readonly outcome: Outcome } | { readonly pause: PackedPause });

/** Thread → core. */
export function encodeEnd({ id, leg }: JobEnd): Uint8Array {
  if (isPause(leg)) {
    const { put, parts } = putter();
    return encode({ id, pause: packPause(leg, put) }, [], parts);
  }
  if (!leg.ok) return encode({ id, outcome: leg }, []);
  const { writes, ...outcome } = leg;
  return encode({ id, outcome }, writes);
}

/** The end of {@link encodeEnd}. */
export function decodeEnd(bytes: Uint8Array): JobEnd {
  const { message, changes, end } = decode<PackedEnd>(bytes);
  const { id } = message;
  if ("pause" in message) return { id, leg: unpackPause(message.pause, taker(bytes, end)) };
  const { outcome } = message;
  return { id, leg: outcome.ok ? { ...outcome, writes: changes } : outcome };
}

/**
 * JSON with the texts of the changes behind it, as they are: a state may be large, and in JSON, where a character may
 * become six, it would be larger.
 */
function encode(message: object, changes: readonly Change[], parts: readonly Uint8Array[] = []): Uint8Array {
  const texts = changes.flat().map((text) => (text === null ? null : utf8(text)));
  const lengths = texts.map((text) => text?.length ?? null);
  const header = utf8(JSON.stringify({ message, lengths } satisfies Header));
  return concat(u32be(header.length), header, ...texts.filter((text) => text !== null), ...parts);
}

interface Decoded<M> {
  readonly message: M;
  readonly changes: Change[];
  /** Where the changes end. */
  readonly end: number;
}

function decode<M extends object>(bytes: Uint8Array): Decoded<M> {
  let at = lengthBytes + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  const { message, lengths } = JSON.parse(decoder.decode(bytes.subarray(lengthBytes, at))) as Header;
  const texts = lengths.map((length) => {
    if (length === null) return null;
    at += length;
    return decoder.decode(bytes.subarray(at - length, at));
  });
  const changes = texts.flatMap((text, i): Change[] => (i % 2 === 0 ? [[text as string, texts[i + 1] ?? null]] : []));
  return { message: message as M, changes, end: at };
}
