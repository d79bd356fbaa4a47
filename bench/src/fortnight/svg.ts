/** A line of a chart: its points' heights, evenly apart. */
export interface Line {
  readonly name: string;
  readonly colour: string;
  readonly values: readonly number[];
}

/** Lines over the same days, on an axis of their own. */
export interface Chart {
  readonly title: string;
  readonly lines: readonly Line[];
}

const [width, height, left, top] = [720, 150, 70, 30];
const plotWidth = width - left - 20;
const plotHeight = height - top - 30;

/** Charts below each other, over so many days, as a picture. */
export function svgOf(charts: readonly Chart[], days: number): string {
  const body = charts.map((chart, i) => `<g transform="translate(0 ${i * height})">${drawn(chart, days)}</g>`);
  const size = `width="${width}" height="${height * charts.length}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="sans-serif" font-size="11">`,
    `<title>${charts.map(({ title }) => title).join(", ")}, over ${days} days</title>`,
    `<rect ${size} fill="white"/>`,
    ...body,
    "</svg>",
    "",
  ].join("\n");
}

function drawn({ title, lines }: Chart, days: number): string {
  const most = Math.max(...lines.flatMap(({ values }) => values));
  const x = (part: number) => (left + part * plotWidth).toFixed(1);
  const y = (value: number) => (top + plotHeight * (1 - value / most)).toFixed(1);
  const ticks = Array.from({ length: days + 1 }, (_, day) => day).filter((day) => day % 2 === 0);
  const legend = lines.map(
    ({ name, colour }, i) => `<text x="${left + 200 + i * 150}" y="18" fill="${colour}">${name}</text>`,
  );
  const paths = lines.map(({ colour, values }) => {
    const points = values.map((value, i) => `${x(i / (values.length - 1))},${y(value)}`);
    return `<polyline fill="none" stroke="${colour}" stroke-width="1.5" points="${points.join(" ")}"/>`;
  });
  return [
    `<text x="${left}" y="18" font-weight="bold">${title}</text>`,
    ...legend,
    `<path d="M${x(0)} ${top}V${top + plotHeight}H${x(1)}" fill="none" stroke="#888"/>`,
    `<text x="${left - 6}" y="${top + 4}" text-anchor="end">${most.toLocaleString("en-US", { maximumFractionDigits: 0 })}</text>`,
    `<text x="${left - 6}" y="${top + plotHeight + 4}" text-anchor="end">0</text>`,
    ...ticks.map((day) => `<text x="${x(day / days)}" y="${height - 14}" text-anchor="middle">day ${day}</text>`),
    ...paths,
  ].join("\n");
}
