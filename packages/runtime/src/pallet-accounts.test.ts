import { type Call, root } from "@pha/frame";
import { describe, expect, it } from "vitest";
import { assets } from "./pallets/assets/spec.ts";
import { existentialDeposit, PHA } from "./pallets/balances/account-data.ts";
import { setLock } from "./pallets/balances/holds.ts";
import { lockId } from "./pallets/balances/lock-id.ts";
import { treasuryAccount } from "./pallets/balances/pallet-account.ts";
import { bountyAccount, childBountyAccount } from "./pallets/bounties/account.ts";
import { bounties } from "./pallets/bounties/spec.ts";
import { childBounties } from "./pallets/child-bounties/spec.ts";
import { leasesAccount } from "./pallets/leases/account.ts";
import { poolAccount } from "./pallets/stake-pools/account.ts";
import { addConsumer, refer } from "./pallets/system/references.ts";
import { system } from "./pallets/system/spec.ts";
import { treasury } from "./pallets/treasury/spec.ts";
import { vaultAccount } from "./pallets/vaults/account.ts";
import { vesting } from "./pallets/vesting/spec.ts";
import { accountOf, addressOf, callsOf, type TestLedger, testNetwork } from "./testing/index.ts";

const accounts = {
  treasury: treasuryAccount,
  bounty: bountyAccount(0),
  "child bounty": childBountyAccount(0),
  "stake pool": poolAccount(0),
  vault: vaultAccount(0),
  leases: leasesAccount,
} as const;
const schedule = { locked: PHA, per_block: PHA, starting_block: 4_000_000_000 };
const { create, set_metadata, mint, transfer, transfer_ownership, touch_other } = callsOf(assets);

/** A network where Bob has an asset, and pallets have money for what is due; Zoe has nothing. */
function setup(): TestLedger {
  const ledger = testNetwork();
  const money = 100n * PHA;
  ledger.of(treasury).figures.put({ ...ledger.of(treasury).figures.get(), spendPeriod: 5, burn: 0 });
  ledger.setBalances({ Bob: 1_000n * PHA, Curt: PHA, Zoe: 0n, Yan: 0n });
  for (const account of Object.values(accounts)) ledger.setBalances({ [account]: money });
  ledger.run("Bob", create({ id: 7, admin: addressOf("Bob"), min_balance: 1n }));
  ledger.run("Bob", set_metadata({ id: 7, name: Uint8Array.of(65), symbol: Uint8Array.of(65), decimals: 1 }));
  ledger.run("Bob", mint({ id: 7, beneficiary: addressOf("Bob"), amount: 9n }));
  return ledger;
}

/** Every call of a stranger by which another account comes to be locked or needed. */
const references: Readonly<Record<string, (who: string) => Call>> = {
  "Vesting.vested_transfer": (who) => callsOf(vesting).vested_transfer({ target: addressOf(who), schedule }),
  "Assets.mint": (who) => mint({ id: 7, beneficiary: addressOf(who), amount: 1n }),
  "Assets.transfer": (who) => transfer({ id: 7, target: addressOf(who), amount: 1n }),
  "Assets.transfer_ownership": (who) => transfer_ownership({ id: 7, owner: addressOf(who) }),
};

describe.each(Object.entries(accounts))("the %s's account", (_, account) => {
  it.each(Object.entries(references))("takes no reference by %s, which a person takes", (_, call) => {
    const ledger = setup();
    expect(ledger.refusal("Bob", call(account))).toBe("Balances.PalletAccount");
    ledger.run("Bob", call("Curt"));
    expect(ledger.of(system).account.get(accountOf("Curt")).consumers).toBeGreaterThan(0);
  });

  it("takes an asset's account that others pay for, which does not keep it", () => {
    const ledger = setup();
    ledger.run("Bob", touch_other({ id: 7, who: addressOf(account) }));
    expect(ledger.of(system).account.get(account)).toMatchObject({ consumers: 0, data: { frozen: 0n } });
  });
});

/** References as accounts may have had them before they were refused. */
const older: Readonly<Record<string, (ledger: TestLedger, account: string) => void>> = {
  "PHA locked": (ledger, account) =>
    ledger.act((env) => setLock(env, accountOf(account), lockId("vesting"), 10n * PHA)),
  "an asset": (ledger, account) => ledger.act((env) => refer(env, accountOf(account), addConsumer)),
};
const kept: Readonly<Record<string, bigint>> = { "PHA locked": 10n * PHA, "an asset": existentialDeposit };

describe.each(Object.entries(older))("with %s", (what, give) => {
  const bounty = { proposer: accountOf("Bob"), value: 100n * PHA, fee: PHA, curator_deposit: 0n, bond: 0n };
  const due = { curator: accountOf("Curt"), beneficiary: accountOf("Zoe"), unlock_at: 1 };
  const left = kept[what] as bigint;
  const paid = 100n * PHA - left;

  it("a bounty is paid, but for what stays", () => {
    const ledger = setup();
    ledger.of(bounties).bounties.put(0, { ...bounty, status: { type: "PendingPayout", value: due } });
    give(ledger, accounts.bounty);
    ledger.run("Eve", callsOf(bounties).claim_bounty({ bounty_id: 0 }));
    expect([ledger.balanceOf("Zoe").free, ledger.balanceOf("Curt").free]).toEqual([paid - PHA, 2n * PHA]);
    expect(ledger.balanceOf(accounts.bounty).free).toBe(left);
  });

  it("a bounty is closed, and the treasury gets all that does not stay", () => {
    const ledger = setup();
    ledger.of(bounties).bounties.put(0, { ...bounty, status: { type: "Funded" } });
    give(ledger, accounts.bounty);
    ledger.run(root, callsOf(bounties).close_bounty({ bounty_id: 0 }));
    expect(ledger.balanceOf(treasuryAccount).free).toBe(100n * PHA + paid);
  });

  it("a child bounty is paid, but for what stays", () => {
    const ledger = setup();
    const { curator_deposit, fee, value } = bounty;
    const child = {
      parent_bounty: 0,
      value,
      fee,
      curator_deposit,
      status: { type: "PendingPayout", value: due },
    } as const;
    ledger.of(bounties).openChildren.put(0, 1);
    ledger.of(childBounties).childBounties.put(0, 0, child);
    give(ledger, accounts["child bounty"]);
    ledger.run("Eve", callsOf(childBounties).claim_child_bounty({ parent_bounty_id: 0, child_bounty_id: 0 }));
    expect([ledger.balanceOf("Zoe").free, ledger.balanceOf("Curt").free]).toEqual([paid - PHA, 2n * PHA]);
  });

  it("the treasury pays what it can, in order", () => {
    const ledger = setup();
    give(ledger, treasuryAccount);
    const spend = (amount: bigint, who: string) =>
      ledger.run(root, callsOf(treasury).spend({ amount: amount * PHA, beneficiary: addressOf(who) }));
    spend(60n, "Zoe");
    spend(40n, "Yan");
    ledger.runTo(6);
    expect([ledger.balanceOf("Zoe").free, ledger.balanceOf("Yan").free]).toEqual([60n * PHA, 0n]);
    expect(ledger.of(treasury).approvals.get()).toEqual([1]);
  });
});
