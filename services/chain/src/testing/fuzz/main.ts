import { parseArgs } from "node:util";
import type { Hex } from "@pha/codec";
import { freePort } from "@pha/local-infra";
import { eventually } from "@pha/testkit";
import { startChainProcess } from "../chain-process.ts";
import { openGround, startSigners } from "../test-chain.ts";
import { runCampaign } from "./campaign.ts";
import { readHealth } from "./health.ts";
import { usage } from "./usage.ts";

const { values } = parseArgs({ options: { minutes: { type: "string", default: "1" }, seed: { type: "string" } } });
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
const minutes = Number(values.minutes);
if (!(minutes > 0 && Number.isInteger(seed))) throw new Error(usage.help);
console.log(`seed ${seed}; the same again: npm run fuzz -- --minutes ${minutes} --seed ${seed}`);

await using ground = await openGround();
const port = await freePort();
await using chain = await startChainProcess({ ...ground.config, port });
const url = `http://127.0.0.1:${port}`;
const { hash } = await eventually(() => askGenesis().catch(() => undefined), { withinMs: 60_000 });
await using _signers = await startSigners(ground.config.natsUrl, hash);

const before = await readHealth(url);
const report = await runCampaign(url, {
  seed,
  forMs: minutes * 60_000,
  async sampleMb() {
    const { residentMb, finalized, included, faults } = await readHealth(url);
    console.log(`${residentMb} MB, ${finalized} blocks with ${included} extrinsics finalized, ${faults} faults`);
    return residentMb;
  },
});
const after = await readHealth(url);
console.log(`${report.actions} actions in ${report.runs} runs; memory in MB: ${report.memoryMb.join(" ")}`);

const problems = [
  chain.hasExited && "the chain's process has ended",
  after.faults > 0 && `${after.faults} errors without a code; see the log`,
  after.finalized <= before.finalized && "finality stands still",
  isGrowing(report.memoryMb) && "memory grows",
].filter((problem) => problem !== false);
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;

async function askGenesis(): Promise<{ readonly hash: Hex }> {
  return (await (await fetch(`${url}/v1/genesis`)).json()) as { hash: Hex };
}

/**
 * Compares the least memory of the last third with that of the middle third: the first one warms caches up. A run of
 * less than three minutes is all warming up.
 */
function isGrowing(samplesMb: readonly number[]): boolean {
  if (minutes < 3) return false;
  const third = Math.floor(samplesMb.length / 3);
  const least = (samples: readonly number[]) => Math.min(...samples);
  return least(samplesMb.slice(-third)) > least(samplesMb.slice(third, -third)) * 1.2 + 32;
}
