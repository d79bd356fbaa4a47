import type { Change } from "./call.ts";

/** A point in a contract's history. Later points hang on earlier ones, so points that nobody holds are freed. */
export interface Point {
  readonly version: number;
  next: Step | undefined;
}

/** Changes that lead to the next point, and those that lead back. */
interface Step {
  readonly to: Point;
  readonly forward: readonly Change[];
  readonly back: readonly Change[];
}

/** Appends a point after the last one. */
export function appendPoint(last: Point, forward: readonly Change[], back: readonly Change[]): Point {
  const to: Point = { version: last.version + 1, next: undefined };
  last.next = { to, forward, back };
  return to;
}

/** Changes that lead from one point of a history to another, whichever is the later. */
export function changesBetween(from: Point, to: Point): Change[] {
  if (from.version <= to.version) return steps(from, to).flatMap(({ forward }) => forward);
  return steps(to, from)
    .toReversed()
    .flatMap(({ back }) => back);
}

function steps(from: Point, to: Point): Step[] {
  const found: Step[] = [];
  for (let point = from; point !== to && point.next; point = point.next.to) found.push(point.next);
  return found;
}
