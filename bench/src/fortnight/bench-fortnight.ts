import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { dayBlocks, inPha, type Sample, simulate } from "@pha/runtime/testing/fortnight";
import { svgOf } from "./svg.ts";

const file = join(import.meta.dirname, "../../../docs/fortnight.svg");
const days = 14;
/** Blocks from one point of the picture to the next: two hours. */
const every = 12;

/** Runs a fortnight of a network, tells what happened, and draws it into docs/fortnight.svg. */
export function benchFortnight(): void {
  const { samples, changes, done } = simulate({ blocks: days * dayBlocks, seed: "a fortnight" });
  const last = samples.at(-1) as Sample;
  console.log(`${samples.length} blocks; ${changes} changes of balances, each with its event`);
  console.log(`paid ${inPha(last.paid)} PHA of a budget of ${inPha(last.budget)} PHA`);
  for (const [kind, count] of [...done].sort(([a], [b]) => (a < b ? -1 : 1))) console.log(`  ${kind}: ${count}`);
  const shown = samples.filter((_, i) => i % every === 0 || i === samples.length - 1);
  const series = (of: (sample: Sample) => bigint) => shown.map((sample) => inPha(of(sample)));
  const charts = [
    {
      title: "PHA in all",
      lines: [
        { name: "budget", colour: "#c33", values: series(({ budget }) => budget) },
        { name: "paid", colour: "#36c", values: series(({ paid }) => paid) },
      ],
    },
    {
      title: "PHA that pools are worth",
      lines: [{ name: "", colour: "#36c", values: series(({ staked }) => staked) }],
    },
    {
      title: "machines that answer",
      lines: [{ name: "", colour: "#393", values: shown.map(({ online }) => online) }],
    },
  ];
  writeFileSync(file, svgOf(charts, days));
}
