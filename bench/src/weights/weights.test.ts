import type { AnyPallet } from "@pha/frame";
import { type CallWeight, weights } from "@pha/runtime";
import { allPallets } from "@pha/runtime/testing";
import { expect, it } from "vitest";
import { benchmarks } from "./benchmarks.ts";
import type { Benchmark } from "./cases.ts";
import { check, witnessOf } from "./measure.ts";

const callsOf = (spec: AnyPallet) => Object.keys(spec.calls).map((call) => `${spec.name}.${call}`);
const namesOf = (table: Readonly<Record<string, object>>) =>
  Object.entries(table).flatMap(([pallet, calls]) => Object.keys(calls).map((call) => `${pallet}.${call}`));
const every = Object.entries(benchmarks).flatMap(([pallet, calls]) =>
  Object.entries(calls).map(([call, benchmark]) => [`${pallet}.${call}`, pallet, call, benchmark] as const),
);
const most = ({ units = {} }: Benchmark) =>
  Object.fromEntries(Object.entries(units).map(([name, [, count]]) => [name, count]));

it("every call has a benchmark and a row, and there are no others", () => {
  const calls = allPallets.flatMap(({ spec }) => callsOf(spec)).sort();
  expect(namesOf(benchmarks).sort()).toEqual(calls);
  expect(namesOf(weights).sort()).toEqual(calls);
});

it("benchmarks and rows have the units that pallets declare", () => {
  for (const [name, pallet, call, { units = {} }] of every) {
    const declared = allPallets.find(({ spec }) => spec.name === pallet)?.units?.[call] ?? {};
    expect([name, Object.keys(units).sort()]).toEqual([name, Object.keys(declared).sort()]);
    expect([name, Object.keys(weights[pallet]?.[call]?.per ?? {}).sort()]).toEqual([
      name,
      Object.keys(declared).sort(),
    ]);
  }
});

it.each(every)("%s adds no more to a witness than it declares, at its worst", (_, pallet, call, benchmark) => {
  const made = benchmark.setup(most(benchmark));
  if (!benchmark.fails) check(made);
  const units = allPallets.find(({ spec }) => spec.name === pallet)?.units?.[call] ?? {};
  const {
    ref_time,
    proof_size,
    per = {},
  } = (weights[pallet] as Readonly<Record<string, CallWeight>>)[call] as CallWeight;
  const declared = (part: "ref_time" | "proof_size", base: bigint) =>
    Object.entries(units).reduce(
      (sum, [name, count]) => sum + (per[name]?.[part] ?? 0n) * BigInt(count(made.call.value.value)),
      base,
    );
  expect(witnessOf(made).bytes).toBeLessThanOrEqual(Number(declared("proof_size", proof_size)));
  // A call that fits into no block could never be sent: three quarters of two seconds.
  expect(declared("ref_time", ref_time)).toBeLessThan(1_500_000_000_000n);
});
