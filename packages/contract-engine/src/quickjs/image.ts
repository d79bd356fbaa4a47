import { pageBytes } from "./plan.ts";

/** A machine's memory at a moment when nothing runs: what is not zero, and how much of it is given out. */
export interface Image {
  readonly pages: number;
  readonly runs: readonly Run[];
  /** Of all runs. */
  readonly bytes: number;
}

interface Run {
  readonly at: number;
  readonly bytes: Uint8Array;
}

/** Where in the memory the stack lies: `stackUsed` is how far down it may be written to. */
export interface Places {
  readonly stackEnd: number;
  readonly stackUsed: number;
  readonly stackTop: number;
}

/** A run begins and ends at multiples of this. */
const grain = 1_024;
/** Places of words by those of bytes. */
const wordShift = 2;

/** The memory but for the stack, which holds nothing while nothing runs. */
export function takeImage(memory: Uint8Array, { stackEnd, stackTop }: Places, pages: number): Image {
  const runs = [...findRuns(memory, 0, stackEnd), ...findRuns(memory, stackTop, pages * pageBytes)];
  return { pages, runs, bytes: runs.reduce((sum, run) => sum + run.bytes.length, 0) };
}

/** Makes the memory what it was, where `pages` were given out since. */
export function restore(
  memory: Uint8Array,
  { stackEnd, stackUsed, stackTop }: Places,
  image: Image,
  pages: number,
): void {
  memory.fill(0, stackUsed, stackTop);
  let zeroed = 0;
  for (const { at, bytes } of image.runs) {
    if (at > zeroed) clear(memory, stackEnd, stackTop, zeroed, at);
    memory.set(bytes, at);
    zeroed = at + bytes.length;
  }
  clear(memory, stackEnd, stackTop, zeroed, Math.max(pages, image.pages) * pageBytes);
}

/** Zeroes what is not the stack. */
function clear(memory: Uint8Array, stackEnd: number, stackTop: number, from: number, to: number): void {
  if (from < stackEnd) memory.fill(0, from, Math.min(to, stackEnd));
  if (to > stackTop) memory.fill(0, Math.max(from, stackTop), to);
}

/** From and to are of whole words. */
function findRuns(memory: Uint8Array, from: number, to: number): Run[] {
  const words = new Uint32Array(memory.buffer);
  const runs: Run[] = [];
  let start: number | undefined;
  for (let at = from; at < to; at += grain) {
    const isZero = isZeroed(words, at >> wordShift, Math.min(at + grain, to) >> wordShift);
    if (isZero && start !== undefined) {
      runs.push({ at: start, bytes: memory.slice(start, at) });
      start = undefined;
    } else if (!isZero) start ??= at;
  }
  if (start !== undefined) runs.push({ at: start, bytes: memory.slice(start, to) });
  return runs;
}

function isZeroed(words: Uint32Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (words[at] !== 0) return false;
  return true;
}
