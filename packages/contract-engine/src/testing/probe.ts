/** Prints what comes of random modules and of hostile bodies: for comparison with another V8, or with other flags of it. */
import { sample } from "../instrument/testing/sample.ts";
import { Bench } from "../testing.ts";
import { costly } from "./costly.ts";
import { deep } from "./deep.ts";

await using bench = new Bench({ gas: 50_000_000, wallMs: 600_000 });
const found: unknown[] = [sample(Number(process.argv[2]))];
for (const [what, body] of [...deep, ...costly]) {
  const outcome = await bench.command(body);
  found.push([what, outcome.ok ? outcome.result : outcome.error, outcome.gas]);
}
console.log(JSON.stringify(found));
