import type { Hex } from "@pha/codec";
import { root } from "@pha/frame";
import { PHA, validators } from "@pha/runtime/spec";
import { accountOf, callsOf } from "@pha/runtime/testing";
import { type Benchmark, type Changes, idOf, ids, simple } from "./cases.ts";

const { set_validators, set_lease, bond, unbond, reclaim_bond, rotate_key } = callsOf(validators);
const addressOf = (id: Hex) => id.slice(0, 42) as Hex;
const amount = 10n * PHA;

/** As many validators as may be, each with an operator and a bond of its own; Zoe has one of them, or none. */
const full =
  (isZoe: boolean): Changes =>
  (ledger) => {
    ledger.setBalances({ Zoe: 1_000n * PHA });
    const { set, sets, bonds } = ledger.of(validators);
    const addresses = ids("old", 256).map(addressOf);
    set.put({ ...set.get(), addresses });
    const members = addresses.map((address, i) => ({
      ...{ address, operator: i === 255 && isZoe ? accountOf("Zoe") : idOf("operator", i), bond: amount },
    }));
    sets.put(set.get().id, { from: 1, to: undefined, validators: members });
    for (const { operator } of members) bonds.put(operator, { amount, leaving: undefined });
    for (const operator of ids("operator of", 256)) bonds.put(operator, { amount, leaving: undefined });
  };

const bonded: Changes = (ledger) => {
  full(false)(ledger);
  ledger.run("Zoe", bond({ amount }));
};

/** Of the calls of validators' operators, and of root. */
export const validatorBenchmarks: Readonly<Record<string, Benchmark>> = {
  set_validators: simple(
    root,
    set_validators({
      validators: ids("new", 256).map((id, i) => ({ address: addressOf(id), operator: idOf("operator of", i) })),
    }),
    full(false),
  ),
  set_lease: simple(root, set_lease({ leaseMs: 3_600_000 })),
  bond: simple("Zoe", bond({ amount }), bonded),
  unbond: simple("Zoe", unbond({}), bonded),
  reclaim_bond: simple("Zoe", reclaim_bond({}), (ledger) => {
    bonded(ledger);
    ledger.of(validators).bonds.put(accountOf("Zoe"), { amount, leaving: 0 });
  }),
  rotate_key: simple(
    "Zoe",
    rotate_key({ from: addressOf(ids("old", 256)[255] as Hex), to: addressOf(idOf("new")) }),
    full(true),
  ),
};
