import type { ComponentChildren } from "preact";
import { HourChart, type Point } from "../../ui/chart.tsx";

/** A figure: what it is now, and its last hour. */
export function Figure({
  name,
  points,
  text,
  children,
}: {
  readonly name: string;
  readonly points: readonly Point[];
  readonly text: (value: number) => string;
  readonly children: ComponentChildren;
}) {
  return (
    <li class="figure">
      <h3>{name}</h3>
      <p class="now">{children}</p>
      <HourChart name={name} points={points} text={text} />
    </li>
  );
}
