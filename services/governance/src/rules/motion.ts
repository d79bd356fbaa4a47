import type { Body } from "@pha/runtime/spec";

/** A body's motion, by its number, which none other gets. */
export interface Motion {
  readonly body: Body;
  readonly index: number;
}
