import type { Change } from "./call.ts";
import { utf8Length } from "./text.ts";

/** What keeping one step costs, and one change of it, beside the bytes of keys and of the values that were. */
const stepBytes = 256;
const changeBytes = 128;

/** Changes that lead from one version to the next, and those that lead back. */
interface Step {
  readonly forward: readonly Change[];
  readonly back: readonly Change[];
  readonly bytes: number;
}

/** The newest steps of a contract's history: as many as a number of bytes holds, whoever would like older ones. */
export class History {
  #mostBytes: number;
  #steps: Step[] = [];
  #version = 0;
  #bytes = 0;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  /** Lets so many bytes be kept from now on. */
  allow(mostBytes: number): void {
    this.#mostBytes = mostBytes;
  }

  /** Number of steps that there ever were. */
  get version(): number {
    return this.#version;
  }

  append(forward: readonly Change[], back: readonly Change[]): void {
    const bytes = back.reduce((sum, [key, value]) => sum + changeBytes + utf8Length(key + (value ?? "")), stepBytes);
    this.#steps.push({ forward, back, bytes });
    this.#version++;
    this.#bytes += bytes;
    while (this.#bytes > this.#mostBytes) this.#bytes -= (this.#steps.shift() as Step).bytes;
  }

  /** Changes that lead from one version to another, whichever is the later; none when a step is not kept any more. */
  between(from: number, to: number): Change[] | undefined {
    const first = this.#version - this.#steps.length;
    const [low, high] = from <= to ? [from, to] : [to, from];
    if (low < first || high > this.#version) return undefined;
    const steps = this.#steps.slice(low - first, high - first);
    return from <= to ? steps.flatMap(({ forward }) => forward) : steps.toReversed().flatMap(({ back }) => back);
  }
}
