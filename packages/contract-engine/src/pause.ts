import type { Outcome } from "./call.ts";
import type { Answer, Fetch } from "./http/exchange.ts";
import type { Cell } from "./quickjs/guest.ts";
import type { Image } from "./quickjs/image.ts";

/** A query that waits for what it fetches, as it lies in no engine: any can go on with it. */
export interface Pause {
  readonly image: Image;
  /** Where what the method gave lies. */
  readonly answer: Cell;
  /** What was asked for since the query went on last. */
  readonly fetches: readonly Fetch[];
  /** How often the query has asked for something, and for how much of that it waits. */
  readonly fetched: number;
  readonly open: number;
  /** How often it has waited. */
  readonly pauses: number;
  readonly gas: number;
  readonly logs: readonly string[];
  /** UTF-8 bytes of its log, those that were dropped too. */
  readonly logged: number;
}

/** How far a query came: to its end, or to where it waits. */
export type Leg = Outcome | Pause;

export const isPause = (leg: Leg): leg is Pause => "image" in leg;

/** What a paused query goes on with. */
export interface Resume {
  readonly pause: Pause;
  readonly answers: readonly Answer[];
}
