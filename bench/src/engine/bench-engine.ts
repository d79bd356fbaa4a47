import { measureEngine } from "@pha/contract-engine/measure";
import { describeMachine } from "../machine/machine.ts";
import { openPlainQuickJs } from "./plain-quickjs.ts";

const runs = 60;

/** Prints, as a table of Markdown, what metering costs a contract's code. */
export async function benchEngine(): Promise<void> {
  const { cpu, cores, node, platform } = describeMachine();
  const measured = measureEngine(runs, () => performance.now(), await openPlainQuickJs());
  const rows = measured.map(({ what, plainMs, meteredMs, gas }) => {
    const times = [plainMs, meteredMs].map((ms) => ms.toFixed(2));
    return `| ${what} | ${times.join(" | ")} | ${(meteredMs / plainMs).toFixed(2)} | ${((meteredMs * 1e6) / gas).toFixed(2)} |`;
  });
  const logs = measured.map(({ plainMs, meteredMs }) => Math.log(meteredMs / plainMs));
  const mean = Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length);
  console.log(`${cpu}, ${cores} cores, Node ${node}, ${platform}; least of ${runs} runs\n
| work | QuickJS ms | metered ms | ratio | ns a unit |\n| --- | ---: | ---: | ---: | ---: |\n${rows.join("\n")}
| geometric mean | | | ${mean.toFixed(2)} | |`);
}
