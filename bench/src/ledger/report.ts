import { describeMachine, type Machine } from "../machine/machine.ts";
import type { Scheme } from "../network/transfers.ts";
import type { Measured } from "./measure.ts";
import type { AnvilFigures } from "./run-anvil.ts";
import type { CurvePoint } from "./run-curve.ts";
import type { OurFigures } from "./run-ours.ts";

/** All figures of one run. */
export interface LedgerReport {
  readonly machine: Machine;
  readonly verificationsPerSecond: Readonly<Record<Scheme, number>>;
  readonly anvil: AnvilFigures;
  readonly ours: readonly OurFigures[];
  readonly curve: readonly CurvePoint[];
}

/** As people read it. */
export function describeReport({ machine, verificationsPerSecond, anvil, ours, curve }: LedgerReport): string {
  const lines = [
    `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, Node ${machine.node}, ${machine.platform}`,
    `verifications per second and core: ed25519 ${round(verificationsPerSecond.ed25519)}, sr25519 ${round(verificationsPerSecond.sr25519)}`,
    "",
    "sustained, finalized transfers per second",
    row("", "one by one", "of anvil's", "batches", "of anvil's", "B/block"),
    row(
      "anvil",
      round(anvil.oneByOne.perSecond),
      "1.00",
      round(anvil.batches.perSecond),
      "1.00",
      bytes(anvil.oneByOne),
    ),
  ];
  for (const figures of ours) {
    for (const scheme of ["ed25519", "sr25519"] as const) {
      const { oneByOne, batches } = figures[scheme];
      lines.push(
        row(
          `${figures.validators} validators, ${scheme}`,
          round(oneByOne.perSecond),
          ratio(oneByOne, anvil.oneByOne),
          round(batches.perSecond),
          ratio(batches, anvil.batches),
          bytes(oneByOne),
        ),
      );
    }
  }
  lines.push("", "sr25519 beside its bound, verifications/s × cores ÷ (1 + validators)");
  for (const { validators, sr25519 } of ours) {
    const bound = (verificationsPerSecond.sr25519 * machine.cores) / (1 + validators);
    const best = Math.max(sr25519.oneByOne.perSecond, sr25519.batches.perSecond);
    lines.push(row(`${validators} validators`, round(best), `of ${round(bound)}`, (best / bound).toFixed(2)));
  }
  lines.push(
    "",
    "latency at half load, milliseconds",
    row("", "per second", "inclusion p50/95/99", "finality p50/95/99"),
  );
  for (const { validators, ed25519, sr25519 } of ours) {
    for (const [scheme, { halfLoad }] of Object.entries({ ed25519, sr25519 })) {
      const { inclusionMs, finalityMs, perSecond } = halfLoad;
      const show = ({ p50, p95, p99 }: typeof inclusionMs) => [p50, p95, p99].map(round).join(" / ");
      lines.push(row(`${validators} validators, ${scheme}`, round(perSecond), show(inclusionMs), show(finalityMs)));
    }
  }
  lines.push("", "CPU microseconds per transfer, one by one");
  lines.push(cpuRow("anvil", anvil.oneByOne));
  for (const { validators, ed25519, sr25519 } of ours) {
    lines.push(cpuRow(`${validators} validators, ed25519`, ed25519.oneByOne));
    lines.push(cpuRow(`${validators} validators, sr25519`, sr25519.oneByOne));
  }
  lines.push("", "cost by number of accounts, one validator, ed25519, one by one");
  for (const point of curve)
    lines.push(`${`${point.accounts} accounts`.padEnd(24)} ${round(point.perSecond)}/s; ${cpuOf(point)}`);
  return lines.join("\n");
}

/** The report of this machine. */
export const makeReport = (figures: Omit<LedgerReport, "machine">): LedgerReport => ({
  machine: describeMachine(),
  ...figures,
});

const round = (value: number): string => value.toFixed(0);
const bytes = ({ bytesPerBlock }: Measured): string => round(bytesPerBlock);
const ratio = (ours: Measured, theirs: Measured): string => (ours.perSecond / theirs.perSecond).toFixed(2);
const row = (name: string, ...cells: readonly string[]): string =>
  [name.padEnd(24), ...cells.map((cell) => cell.padStart(12))].join(" ");

function cpuOf({ cpu, transfers, foreignCpuSeconds }: Measured): string {
  const each = Object.entries({ ...cpu, "(others)": foreignCpuSeconds });
  return each.map(([name, seconds]) => `${name} ${round((seconds / transfers) * 1e6)}`).join(", ");
}

const cpuRow = (name: string, measured: Measured): string => `${name.padEnd(24)} ${cpuOf(measured)}`;
