import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Weight } from "@pha/frame";
import { type CallWeight, weights } from "@pha/runtime";
import { benchmarks } from "./benchmarks.ts";
import { measure, speedOfMachine } from "./measure.ts";

const file = join(import.meta.dirname, "../../../packages/runtime/src/weights.ts");

/** Measures calls at their worst, of these pallets or of all, and writes the table that the runtime uses. */
export function benchWeights(only: readonly string[]): void {
  const speed = speedOfMachine();
  console.log(`this machine has ${speed.toFixed(2)} of the reference machine's speed`);
  const rows = Object.entries(benchmarks).map(([pallet, calls]) => {
    const measured = Object.entries(calls).map(([call, benchmark]) => {
      const known = weights[pallet]?.[call];
      if (known && only.length > 0 && !only.includes(pallet)) return `    ${call}: ${rowText(known)},\n`;
      const row = measure(benchmark, speed);
      console.log(`${pallet}.${call}: ${row.ref_time / 1_000_000n} µs, ${row.proof_size} bytes`);
      return `    ${call}: ${rowText(row)},\n`;
    });
    return `  ${pallet}: {\n${measured.join("")}  },\n`;
  });
  writeFileSync(file, tableText(rows.join("")));
}

/** Three digits are all that a measurement is worth; rounded up. */
function rounded(value: bigint): bigint {
  let unit = 1n;
  while (value / unit >= 1_000n) unit *= 10n;
  return ((value + unit - 1n) / unit) * unit;
}

const number = (value: bigint): string => `${String(value).replace(/\B(?=(\d{3})+$)/g, "_")}n`;
const weightText = ({ ref_time, proof_size }: Weight): string =>
  `ref_time: ${number(rounded(ref_time))}, proof_size: ${number(proof_size)}`;

function rowText({ per = {}, ...base }: CallWeight): string {
  const units = Object.entries(per).map(([name, each]) => `${name}: { ${weightText(each)} }`);
  if (units.length === 0) return `{ ${weightText(base)} }`;
  return `{\n      ${weightText(base).replace(", ", ",\n      ")},\n      per: {\n${units.map((unit) => `        ${unit},\n`).join("")}      },\n    }`;
}

const tableText = (rows: string): string => `import type { Weight } from "@pha/frame";

/** What a call weighs: with the fewest units, and each unit. */
export interface CallWeight extends Weight {
  readonly per?: Readonly<Record<string, Weight>>;
}

/** Written by \`npm run bench weights\`, which measures each call at its worst: picoseconds, and bytes of a witness. */
export const weights: Readonly<Record<string, Readonly<Record<string, CallWeight>>>> = {
${rows}};
`;
