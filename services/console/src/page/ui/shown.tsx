import type { ComponentChildren } from "preact";
import type { Loaded } from "../hooks/use-loaded.ts";
import { Problem } from "./problem.tsx";

/** Something that is loaded: what it is made of once it is there, before that a word, and why when it fails. */
export function Shown<T>({
  of: { value, error },
  children,
}: {
  readonly of: Loaded<T>;
  readonly children: (value: T) => ComponentChildren;
}) {
  if (error !== undefined) return <Problem of={error} />;
  return value === undefined ? <p>Loading …</p> : children(value);
}
