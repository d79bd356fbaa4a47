import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { helpText, readOptions } from "./options.ts";
import { describeReport, makeReport } from "./report.ts";
import { runAnvil } from "./run-anvil.ts";
import { type CurvePoint, runCurvePoint } from "./run-curve.ts";
import { type OurFigures, runOurs } from "./run-ours.ts";
import { verificationsPerSecond } from "./verifications.ts";

/** `npm run bench ledger`: anvil, then networks of ours, then the cost curve, one after another. */
export async function benchLedger(args: readonly string[]): Promise<void> {
  const options = readOptions(args);
  if (options === "help") return console.log(helpText);
  const began = performance.now();
  const say = (line: string) =>
    console.log(`[${((performance.now() - began) / 1000).toFixed(0).padStart(3)} s] ${line}`);
  await using opened = new AsyncDisposableStack();
  const dir = await mkdtemp(join(tmpdir(), "bench-"));
  opened.defer(() => rm(dir, { recursive: true }));

  const verifications = {
    ed25519: verificationsPerSecond("ed25519"),
    sr25519: verificationsPerSecond("sr25519"),
  };
  say("anvil");
  const anvil = await runAnvil(dir, options);
  say(`one by one: ${anvil.oneByOne.perSecond.toFixed(0)}, batches: ${anvil.batches.perSecond.toFixed(0)} transfers/s`);
  const ours: OurFigures[] = [];
  for (const validators of options.validators) {
    say(`our ledger with ${validators} validators`);
    ours.push(await runOurs(dir, validators, options, say));
  }
  const curve: CurvePoint[] = [];
  for (const accounts of options.accounts) {
    say(`our ledger with ${accounts} accounts`);
    curve.push(await runCurvePoint(dir, accounts, options));
  }
  const report = makeReport({ verificationsPerSecond: verifications, anvil, ours, curve });
  if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify(report, undefined, 2)}\n`);
  say("done\n");
  console.log(describeReport(report));
}
