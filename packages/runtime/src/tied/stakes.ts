import type { AccountId } from "@pha/codec";
import { readState, type StateView } from "@pha/frame";
import { type Batch, claimable, stillWaiting } from "../pallets/stake-pools/batch.ts";
import { type Fund, worthOf } from "../pallets/stake-pools/fund.ts";
import { stakePools } from "../pallets/stake-pools/spec.ts";
import type { Delegation } from "../pallets/stake-pools/types.ts";
import type { StateReads } from "../pallets/stake-pools/worth.ts";
import { vaults } from "../pallets/vaults/spec.ts";
import { fundOf, withFee } from "../pallets/vaults/worth.ts";
import { timeOfTick } from "./tick-time.ts";

/** Where somebody has something: a pool or a vault. */
export type StakeKind = "pool" | "vault";

/** What an account has in one pool or vault, in plancks but for shares. */
export interface Stake {
  readonly kind: StakeKind;
  readonly id: number;
  readonly shares: bigint;
  /** What those are worth now; they vote with as much. */
  readonly worth: bigint;
  readonly asked: AskedBack | undefined;
  /** All that was put in, and that came back. */
  readonly contributed: bigint;
  readonly withdrawn: bigint;
  /** What it is worth now, with what is asked back, and what came back, beyond what was put in; or short of that. */
  readonly gained: bigint;
  readonly lost: bigint;
}

/** What an account has asked back. */
export interface AskedBack {
  /** Shares that are not paid yet, and what they are worth now. */
  readonly shares: bigint;
  readonly worth: bigint;
  /** What is paid, and can be claimed. */
  readonly claimable: bigint;
  /** When the rest is paid if stake is free then: milliseconds since 1970. */
  readonly dueMs: bigint;
}

/** What all shares of a pool or vault are worth, those that a vault's owner has earned by now among them. */
export function fundIn(view: StateView, kind: StakeKind, id: number): Fund | undefined {
  if (kind === "pool") return readState(stakePools, view).pools.get(id);
  const vault = readState(vaults, view).vaults.get(id);
  return vault && fundOf(withFee(reads(view), id, vault));
}

/** All that an account has in pools and vaults. */
export function stakesOf(view: StateView, who: AccountId): Stake[] {
  const all: Stake[] = [];
  for (const [kind, pallet] of [
    ["pool", stakePools],
    ["vault", vaults],
  ] as const) {
    const { delegatedTo, delegations, batches } = readState(pallet, view);
    for (const id of delegatedTo.get(who)) {
      const [delegation, fund] = [delegations.get(who, id), fundIn(view, kind, id)];
      const batch = delegation.request && batches.get(id, delegation.request.batch);
      if (fund) all.push(stakeOf(view, { kind, id }, delegation, fund, batch));
    }
  }
  return all;
}

function stakeOf(
  view: StateView,
  where: Pick<Stake, "kind" | "id">,
  { shares, request, contributed, withdrawn }: Delegation,
  fund: Fund,
  batch: Batch | undefined,
): Stake {
  const worth = worthOf(fund, shares);
  const waiting = request && batch ? stillWaiting(batch, request) : 0n;
  const asked = request &&
    batch && {
      ...{ shares: waiting, worth: worthOf(fund, waiting), claimable: claimable(batch, request) },
      dueMs: timeOfTick(view, batch.due),
    };
  const back = withdrawn + (asked ? asked.worth + asked.claimable : 0n);
  const balance = worth + back - contributed;
  const [gained, lost] = balance < 0n ? [0n, -balance] : [balance, 0n];
  return { ...where, shares, worth, asked: asked || undefined, contributed, withdrawn, gained, lost };
}

const reads = (view: StateView): StateReads => ({
  of: (pallet) => ({ state: readState(pallet, view) }),
});
