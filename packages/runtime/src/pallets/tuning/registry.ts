import { type AnyType, type EnumOf, enumeration, type Type, type Variant, variant } from "@pha/codec";
import type { AnyPallet } from "@pha/frame";
import type { AnyTunable } from "../../tunable.ts";
import { tunables as ofBounties } from "../bounties/figures.ts";
import { bounties } from "../bounties/spec.ts";
import { tunables as ofComputation } from "../computation/figures.ts";
import { computation } from "../computation/spec.ts";
import { tunables as ofContracts } from "../contracts/figures.ts";
import { contracts } from "../contracts/spec.ts";
import { tunables as ofDemocracy } from "../democracy/figures.ts";
import { democracy } from "../democracy/spec.ts";
import { tunables as ofElections } from "../elections/figures.ts";
import { elections } from "../elections/spec.ts";
import { tunables as ofGatekeeperElection } from "../gatekeeper-election/figures.ts";
import { gatekeeperElection } from "../gatekeeper-election/spec.ts";
import { tunables as ofOffences } from "../offences/figures.ts";
import { offences } from "../offences/spec.ts";
import { tunables as ofPreimage } from "../preimage/figures.ts";
import { preimage } from "../preimage/spec.ts";
import { tunables as ofStakePools } from "../stake-pools/figures.ts";
import { stakePools } from "../stake-pools/spec.ts";
import { tunables as ofTips } from "../tips/figures.ts";
import { tips } from "../tips/spec.ts";
import { tunables as ofTransactionPayment } from "../transaction-payment/figures.ts";
import { transactionPayment } from "../transaction-payment/spec.ts";
import { tunables as ofTreasury } from "../treasury/figures.ts";
import { treasury } from "../treasury/spec.ts";
import { tunables as ofValidators } from "../validators/figures.ts";
import { validators } from "../validators/spec.ts";

/** Pallets whose `figures` may be set, and which of them. */
export const registry = {
  TransactionPayment: { pallet: transactionPayment, rows: ofTransactionPayment },
  Validators: { pallet: validators, rows: ofValidators },
  Contracts: { pallet: contracts, rows: ofContracts },
  Preimage: { pallet: preimage, rows: ofPreimage },
  Democracy: { pallet: democracy, rows: ofDemocracy },
  Treasury: { pallet: treasury, rows: ofTreasury },
  Bounties: { pallet: bounties, rows: ofBounties },
  Tips: { pallet: tips, rows: ofTips },
  Elections: { pallet: elections, rows: ofElections },
  Computation: { pallet: computation, rows: ofComputation },
  StakePools: { pallet: stakePools, rows: ofStakePools },
  Offences: { pallet: offences, rows: ofOffences },
  GatekeeperElection: { pallet: gatekeeperElection, rows: ofGatekeeperElection },
} as const;

type Registry = typeof registry;
type Rows = Readonly<Record<string, AnyTunable>>;
type VariantsOf<R> = {
  [N in keyof R & string]: R[N] extends { readonly type: infer Y extends AnyType } ? Variant<Y> : never;
};
function figureOf(name: string, rows: Rows): AnyType {
  const variants = Object.entries(rows).map(([field, { index, type, doc }]) => [field, variant(index, type, doc)]);
  return enumeration(Object.fromEntries(variants), { path: ["pallet_tuning", "parameters", name] });
}

type Figures = { [N in keyof Registry]: Variant<Type<EnumOf<VariantsOf<Registry[N]["rows"]>>>> };

const entries = Object.entries(registry).map(([name, { pallet, rows }]) => [
  name,
  variant(pallet.index, figureOf(name, rows), pallet.doc),
]);

/** A figure by its pallet and name, with a value: `{ type: "Democracy", value: { type: "launch", value: 100 } }`. */
export const Parameter: Type<EnumOf<Figures>> = enumeration(Object.fromEntries(entries) as Figures, {
  path: ["pallet_tuning", "Parameter"],
});

/** A value of {@link Parameter}, of whatever figure. */
export interface AnyParameter {
  readonly type: string;
  readonly value: { readonly type: string; readonly value: number | bigint | boolean };
}

/** A figure that is registered, with the pallet that has it among its `figures`, and what those begin with. */
export interface Registered extends AnyTunable {
  readonly pallet: AnyPallet;
  readonly field: string;
  readonly initial: AnyParameter["value"]["value"];
}

/** All that are registered, by pallet, in the order of their indices. */
export const registered: readonly Registered[] = Object.values(registry).flatMap(({ pallet, rows }) => {
  const initial = pallet.storage.figures.initial as Readonly<Record<string, Registered["initial"]>>;
  return Object.entries(rows as Rows).map(([field, row]) => ({
    ...{ ...row, pallet, field },
    initial: initial[field] as Registered["initial"],
  }));
});
