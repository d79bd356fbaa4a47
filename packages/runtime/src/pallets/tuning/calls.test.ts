import { type AnyType, encode } from "@pha/codec";
import { type AnyPallet, type Call, readState, root, viewOf } from "@pha/frame";
import { describe, expect, it } from "vitest";
import { khala, phala } from "../../chain-spec/networks.ts";
import { blockLimits } from "../../executive/limits.ts";
import { runtime } from "../../executive/native-runtime.ts";
import { callsOf, testPallet } from "../../testing/index.ts";
import { PHA } from "../balances/account-data.ts";
import { computationPallet } from "../computation/pallet.ts";
import { democracy } from "../democracy/spec.ts";
import { electionsHooks } from "../elections/hooks.ts";
import { elections } from "../elections/spec.ts";
import { specs } from "../specs.ts";
import { usualFigures } from "../treasury/figures.ts";
import { treasury } from "../treasury/spec.ts";
import { owners } from "./owners.ts";
import { tuningPallet } from "./pallet.ts";
import { type AnyParameter, type Registered, registered, registry } from "./registry.ts";
import { tuning } from "./spec.ts";

const { set } = callsOf(tuning);
type Value = AnyParameter["value"]["value"];

const setTo = ({ pallet, field }: Registered, value: Value): Call =>
  set({ parameter: { type: pallet.name, value: { type: field, value } } as never });

const nameOf = ({ pallet, field }: Registered): string => `${pallet.name}.${field}`;
const rows = registered.map((row) => [nameOf(row), row] as const);
const next = (value: Value, by: 1 | -1): Value => (typeof value === "bigint" ? value + BigInt(by) : Number(value) + by);
/** Whether a value has a place in its type at all: what has none is refused when it is read. */
const isOfType = (type: AnyType, value: Value): boolean => {
  try {
    encode(type, value);
    return true;
  } catch {
    return false;
  }
};

it("every pallet that has figures is registered, by its name", () => {
  const withFigures = Object.values(specs)
    .filter(({ storage }) => "figures" in storage)
    .map(({ name }) => name);
  expect(new Set(Object.keys(registry))).toEqual(new Set(withFigures));
  for (const [name, { pallet }] of Object.entries(registry)) expect(pallet.name).toBe(name);
  expect(new Set(owners.map(({ name }) => name))).toEqual(new Set(withFigures));
});

it("root sets a figure, and nothing else; what it was is told", () => {
  const ledger = testPallet([tuningPallet, computationPallet]);
  const call = set({ parameter: { type: "Treasury", value: { type: "leastBond", value: 7n * PHA } } });
  expect(ledger.refusal("Alice", call)).toBe("frame.BadOrigin");
  ledger.run(root, call);
  expect(ledger.of(treasury).figures.get()).toEqual({ ...usualFigures, leastBond: 7n * PHA });
  expect(ledger.events(tuning)).toEqual([
    {
      type: "Set",
      value: {
        parameter: { type: "Treasury", value: { type: "leastBond", value: 7n * PHA } },
        before: { type: "Treasury", value: { type: "leastBond", value: PHA } },
      },
    },
  ]);
});

it("what is out of bounds is refused with the bounds, and writes nothing", () => {
  const ledger = testPallet([tuningPallet, computationPallet]);
  const before = ledger.of(democracy).figures.get();
  const call = set({ parameter: { type: "Democracy", value: { type: "voting", value: 0 } } });
  expect(() => ledger.run(root, call)).toThrow(
    expect.objectContaining({
      code: "Tuning.OutOfBounds",
      data: { parameter: "Democracy.voting", given: 0, min: 1, max: 403_200 },
    }),
  );
  expect(ledger.of(democracy).figures.get()).toEqual(before);
});

describe.each(rows)("%s", (_, row) => {
  it("takes both its bounds, and nothing beyond them", () => {
    const ledger = testPallet([tuningPallet, computationPallet]);
    const now = () => (ledger.of(row.pallet) as unknown as FiguresOf).figures.get()[row.field];
    for (const bound of [row.min, row.max]) {
      ledger.run(root, setTo(row, bound));
      expect(now()).toBe(bound);
    }
    if (typeof row.min === "boolean") return;
    for (const beyond of [next(row.min, -1), next(row.max, 1)].filter((value) => isOfType(row.type, value)))
      expect(ledger.refusal(root, setTo(row, beyond))).toBe("Tuning.OutOfBounds");
    expect(now()).toBe(row.max);
  });

  it.each([phala, khala])("begins within them", (network) => {
    const state = viewOf(runtime.genesis(network({ programs: [] }), new Uint8Array()));
    const { figures } = readState(row.pallet as AnyPallet, state) as unknown as FiguresOf;
    const value = figures.get()[row.field] as Value;
    expect(value >= row.min && value <= row.max).toBe(true);
  });
});

interface FiguresOf {
  readonly figures: { get(): Readonly<Record<string, Value>> };
}

it("the largest election that can be chosen fits into a block", () => {
  const most = Object.fromEntries(
    registered.filter(({ pallet }) => pallet === elections).map(({ field, max }) => [field, Number(max)]),
  );
  const { maxCandidates = 0, desiredMembers = 0, desiredRunnersUp = 0, maxVoters = 0 } = most;
  const env = {
    block: { number: 0 },
    of: () => ({
      state: {
        figures: { get: () => ({ termDuration: 1 }) },
        candidates: { get: () => ({ length: maxCandidates }) },
        members: { get: () => ({ length: desiredMembers }) },
        runnersUp: { get: () => ({ length: desiredRunnersUp }) },
        voting: { count: () => maxVoters },
      },
    }),
  };
  const weight = electionsHooks.begin?.weight;
  const { ref_time, proof_size } = typeof weight === "function" ? weight(env as never) : expect.fail();
  expect(ref_time).toBeLessThan(blockLimits.ref_time);
  expect(proof_size).toBeLessThan(blockLimits.proof_size);
});
