import { compare } from "@pha/runtime/testing/crowd";

const few = { workers: 10, delegators: 10 };
const many = { workers: 10_000, delegators: 100_000 };

/** Measures what calls and blocks take among 10 workers and among 10,000 with 100,000 delegators, in the same run. */
export function benchEconomy(): void {
  const costs = compare(few, many, 300, () => performance.now());
  console.log("                          10 workers   10,000 workers, 100,000 delegators");
  for (const { name, few: a, many: b } of costs)
    console.log(
      `${name.padEnd(24)} ${a.toFixed(0).padStart(8)} µs ${b.toFixed(0).padStart(12)} µs  ${(b / a).toFixed(2)}`,
    );
}
