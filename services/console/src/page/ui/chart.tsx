/** A point in time, in milliseconds, and its figure. */
export interface Point {
  readonly atMs: number;
  readonly value: number;
}

const width = 240;
const height = 48;
const hourMs = 3_600_000;
/** What a line of few points spans. */
const leastMs = 60_000;

/** Longer without a point, and the line is broken: nothing was measured. */
const gapMs = 25_000;

/** A line of the last hour. What it says is also its name, for who does not see it. */
export function HourChart({
  points,
  name,
  text,
}: {
  readonly points: readonly Point[];
  readonly name: string;
  readonly text: (value: number) => string;
}) {
  const values = points.map(({ value }) => value);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const summary =
    points.length === 0 ? "nothing was measured yet" : `between ${text(least)} and ${text(most)} in the last hour`;
  return (
    <svg
      class="chart"
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`${name}: ${summary}`}
    >
      <path d={pathOf(points, least, most)} />
    </svg>
  );
}

/** What the line spans: the last hour, or since the first point where that is less long ago. */
const spanOf = (points: readonly Point[]): number =>
  Math.min(hourMs, Math.max(leastMs, (points.at(-1)?.atMs ?? 0) - (points[0]?.atMs ?? 0)));

/** The line, with its newest point at the right edge. A figure that stands still is drawn in the middle. */
export function pathOf(points: readonly Point[], least: number, most: number): string {
  const end = points.at(-1)?.atMs ?? 0;
  const span = spanOf(points);
  const x = (atMs: number) => width * (1 - (end - atMs) / span);
  const y = (value: number) =>
    most === least ? height / 2 : 2 + (height - 4) * (1 - (value - least) / (most - least));
  return points
    .map(({ atMs, value }, i) => {
      const isBroken = i === 0 || atMs - (points[i - 1]?.atMs ?? 0) > gapMs;
      return `${isBroken ? "M" : "L"}${x(atMs).toFixed(1)} ${y(value).toFixed(1)}`;
    })
    .join("");
}
