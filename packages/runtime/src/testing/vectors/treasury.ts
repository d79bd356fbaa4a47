import { expect } from "vitest";
import { existentialDeposit, PHA } from "../../pallets/balances/account-data.ts";
import { treasuryAccount } from "../../pallets/balances/pallet-account.ts";
import { permillOf } from "../../pallets/balances/parts.ts";
import { balances } from "../../pallets/balances/spec.ts";
import { councilOf } from "../../pallets/democracy/testing.ts";
import { treasury } from "../../pallets/treasury/spec.ts";
import { callsOf } from "../calls.ts";
import { allPallets, testPallet } from "../index.ts";
import { addressOf } from "../people.ts";
import { type Case, type Replay, vectors } from "./cases.ts";

const own = callsOf(treasury);
const { config } = vectors["treasury"];
const nameOf = (who: unknown) => `account ${who}`;
const units = (amount: unknown): bigint => BigInt(amount as number) * PHA;
const approver = councilOf(3, 5);

type Spend = readonly [proposer: number, value: number, beneficiary: number];

/** A case of the treasury; those that are told by a sequence in words are played by their names. */
interface Given extends Case {
  readonly treasury_free?: number;
  readonly propose?: Spend;
  readonly approve?: number;
  readonly reject?: number;
  readonly on_initialize?: number;
  readonly pot?: number;
  readonly proposer_free?: number;
  readonly proposer_reserved?: number;
  readonly beneficiary_free?: number;
  readonly issuance_delta_vs_before_endow?: number;
  readonly err?: string;
}

/** A treasury with so much, its existential deposit among it: the cases' one unit is this network's own here. */
function setup(free: number) {
  const ledger = testPallet(allPallets);
  ledger.of(treasury).figures.put({
    spendPeriod: config.SpendPeriod,
    bond: config.ProposalBond_permill,
    leastBond: units(config.ProposalBondMinimum),
    burn: config.Burn_permill,
  });
  ledger.runTo(3);
  const endow = (amount: number) =>
    ledger.setBalances({ [treasuryAccount]: amount === 0 ? 0n : units(amount - 1) + existentialDeposit });
  endow(free);
  for (const [who, amount] of Object.entries(config.accounts_free))
    ledger.setBalances({ [nameOf(who)]: units(amount) + existentialDeposit });
  const propose = ([, value, to]: Spend) =>
    own.propose_spend({ value: units(value), beneficiary: addressOf(nameOf(to)) });
  const spend = (of: Spend) => {
    const index = ledger.of(treasury).proposalCount.get();
    ledger.run(nameOf(of[0]), propose(of));
    return index;
  };
  return {
    ledger,
    endow,
    propose,
    spend,
    approve: (proposal_id: number) => ledger.run(approver, own.approve_proposal({ proposal_id })),
    /** Block 0 of the cases is the second here. */
    at: (block: number) => ledger.runTo(2 + block),
    pot: () => {
      const { free } = ledger.balanceOf(treasuryAccount);
      return free < existentialDeposit ? 0n : free - existentialDeposit;
    },
    freeOf: (who: number) => ledger.balanceOf(nameOf(who)).free,
  };
}

type Played = (made: ReturnType<typeof setup>) => void;

const refuses =
  (call: ReturnType<typeof own.reject_proposal>, rejectsBefore: boolean): Played =>
  ({ ledger, spend }) => {
    if (rejectsBefore) {
      const proposal_id = spend([0, 100, 3]);
      ledger.run(approver, own.reject_proposal({ proposal_id }));
    }
    expect(ledger.refusal(approver, call)).toBe("Treasury.InvalidIndex");
  };
const reject = own.reject_proposal({ proposal_id: 0 });
const accept = own.approve_proposal({ proposal_id: 0 });

const sequences: Readonly<Record<string, Played>> = {
  reject_already_rejected_spend_proposal_fails: refuses(reject, true),
  reject_non_existent_spend_proposal_fails: refuses(reject, false),
  accept_non_existent_spend_proposal_fails: refuses(accept, false),
  accept_already_rejected_spend_proposal_fails: refuses(accept, true),
  pot_underflow_should_not_diminish({ spend, approve, at, pot, endow, freeOf }) {
    endow(101);
    approve(spend([0, 150, 3]));
    at(2);
    expect(pot()).toBe(units(100));
    endow(201);
    at(4);
    expect([freeOf(3), pot()]).toEqual([units(150), units(25)]);
  },
  treasury_account_doesnt_get_deleted({ spend, approve, at, pot, endow, ledger }) {
    endow(101);
    approve(spend([0, 101, 3]));
    at(2);
    expect(pot()).toBe(units(100));
    approve(spend([0, 100, 3]));
    at(4);
    expect([pot(), ledger.balanceOf(treasuryAccount).free]).toEqual([0n, existentialDeposit]);
    expect(ledger.of(treasury).approvals.get()).toEqual([0]);
  },
  inexistent_account_works({ spend, approve, at, pot, endow, freeOf }) {
    endow(0);
    approve(spend([0, 99, 3]));
    approve(spend([0, 1, 3]));
    at(2);
    expect([pot(), freeOf(3)]).toEqual([0n, 0n]);
    endow(100);
    at(4);
    expect([pot(), freeOf(3)]).toEqual([0n, units(99)]);
  },
  max_approvals_limited({ spend, approve, ledger }) {
    const proposal_id = spend([0, 100, 3]);
    for (let i = 0; i < config.MaxApprovals; i++) approve(proposal_id);
    expect(ledger.refusal(approver, own.approve_proposal({ proposal_id }))).toBe("Treasury.TooManyApprovals");
  },
  remove_already_removed_approval_fails({ spend, approve, ledger }) {
    const proposal_id = spend([0, 100, 3]);
    approve(proposal_id);
    ledger.run(approver, own.remove_approval({ proposal_id }));
    expect(ledger.of(treasury).approvals.get()).toEqual([]);
    expect(ledger.refusal(approver, own.remove_approval({ proposal_id }))).toBe("Treasury.ProposalNotApproved");
  },
};

/** What this network has no origins for: nobody of the council may spend a limited amount alone. */
export const noLimits = Object.fromEntries(
  ["spend_origin_permissioning_works", "spend_origin_works", "spending_in_batch_respects_max_total"].map((id) => [
    id,
    "whoever may spend may spend without limit, in both profiles",
  ]),
);

/** Replays what the treasury takes, pays and destroys. */
export const replayTreasury: Replay<Given> = (given) => {
  const made = setup(given.treasury_free ?? config.treasury_free_at_genesis);
  const { ledger, propose, at, pot, freeOf } = made;
  const played = sequences[given.id];
  if (played) {
    played(made);
    return;
  }
  const { propose: spend } = given;
  if (spend && given.err !== undefined) {
    expect(ledger.refusal(nameOf(spend[0]), propose(spend))).toBe(`Treasury.${given.err}`);
    return;
  }
  if (spend) made.spend(spend);
  if (given.approve !== undefined) made.approve(given.approve);
  if (given.reject !== undefined) ledger.run(approver, own.reject_proposal({ proposal_id: given.reject }));
  const issuance = ledger.of(balances).totalIssuance.get();
  if (given.on_initialize !== undefined) at(given.on_initialize);
  if (given.pot !== undefined) expect(pot()).toBe(units(given.pot));
  if (spend && given.proposer_free !== undefined) {
    const { free, reserved } = ledger.balanceOf(nameOf(spend[0]));
    expect([free - existentialDeposit, reserved]).toEqual([units(given.proposer_free), units(given.proposer_reserved)]);
  }
  if (spend && given.beneficiary_free !== undefined) expect(freeOf(spend[2])).toBe(units(given.beneficiary_free));
  if (given.issuance_delta_vs_before_endow !== undefined)
    expect(issuance - ledger.of(balances).totalIssuance.get()).toBe(units(given.issuance_delta_vs_before_endow));
};

/** Replays how a part is rounded. */
export const replayPart: Replay<{ readonly permill: number; readonly value: number; readonly result: number }> = ({
  permill,
  value,
  result,
}) => {
  expect(permillOf(BigInt(value), permill)).toBe(BigInt(result));
};
