import type { ComponentChildren } from "preact";
import type { Loaded } from "../hooks/use-loaded.ts";
import { Problem } from "./problem.tsx";

/**
 * Something that is loaded: what it is made of once it is there, before that a word, and why when it fails. What was there
 * stays below, and with it what somebody has typed there.
 */
export function Shown<T>({
  of: { value, error },
  children,
}: {
  readonly of: Loaded<T>;
  readonly children: (value: T) => ComponentChildren;
}) {
  return (
    <>
      {error !== undefined && <Problem of={error} />}
      {value === undefined ? error === undefined && <p>Loading …</p> : children(value)}
    </>
  );
}
