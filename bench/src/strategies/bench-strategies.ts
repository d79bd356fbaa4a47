import { tableOf, tryAll } from "@pha/runtime/testing/strategies";
import { writeTable } from "./page.ts";

/** Tries every strategy, and writes the table of gains into docs/economics.md. */
export function benchStrategies(): void {
  const text = tableOf(tryAll());
  console.log(text);
  writeTable(text);
}
