import { type Call, root } from "@pha/frame";
import { assets, PHA, removedAtOnce } from "@pha/runtime/spec";
import { addressOf, type Caller, callsOf, type TestLedger } from "@pha/runtime/testing";
import { type Benchmark, bytes, ids, ledgerWith, simple } from "./cases.ts";

const own = callsOf(assets);
const id = 7;
const [bob, charlie, yves] = [addressOf("Bob"), addressOf("Charlie"), addressOf("Yves")];
const least = 1_000n;
const described = { id, name: bytes(50), symbol: bytes(50), decimals: 12 };

/** Alice's asset, of which Bob and Charlie have some; Bob lets Charlie move it; it has a name. */
function made(ledger: TestLedger): void {
  ledger.setBalances({ Bob: 1_000n * PHA, Charlie: 1_000n * PHA, Yves: 1_000n * PHA });
  ledger.run("Alice", own.create({ id, admin: addressOf("Alice"), min_balance: least }));
  ledger.run("Alice", own.set_metadata(described));
  for (const beneficiary of [bob, charlie]) ledger.run("Alice", own.mint({ id, beneficiary, amount: 10n * least }));
  ledger.run("Bob", own.approve_transfer({ id, delegate: charlie, amount: 5n * least }));
}
const at = (caller: Caller, call: Call, ...before: readonly (readonly [Caller, Call])[]): Benchmark =>
  simple(caller, call, (ledger) => {
    made(ledger);
    for (const [who, done] of before) ledger.run(who, done);
  });
/** What a call does that ends Bob's account and makes Yves's. */
const all = { id, amount: 10n * least };
const team = { issuer: bob, admin: bob, freezer: bob };

/** An asset that ends, with so many accounts or approvals of as many people. */
function ending(label: "accounts" | "approvals", count: number) {
  return ledgerWith((ledger) => {
    made(ledger);
    const people = ids(label, count);
    ledger.setBalances(Object.fromEntries(people.map((who) => [who, 10n * PHA])));
    for (const who of people) {
      if (label === "accounts") ledger.run(who, own.touch({ id }));
      else ledger.run(who, own.approve_transfer({ id, delegate: bob, amount: 1n }));
    }
    ledger.run("Alice", own.start_destroy({ id }));
  });
}

const ofAssets: Readonly<Record<keyof typeof assets.calls, Benchmark>> = {
  create: at("Alice", own.create({ id: 8, admin: bob, min_balance: least })),
  force_create: at(root, own.force_create({ id: 8, owner: bob, is_sufficient: true, min_balance: least })),
  start_destroy: at("Alice", own.start_destroy({ id })),
  destroy_accounts: {
    units: { accounts: [0, removedAtOnce] },
    setup: ({ accounts = 0 }) => ({
      ledger: ending("accounts", accounts),
      caller: "Charlie",
      call: own.destroy_accounts({ id }),
    }),
  },
  destroy_approvals: {
    units: { approvals: [0, removedAtOnce] },
    setup: ({ approvals = 0 }) => ({
      ledger: ending("approvals", approvals),
      caller: "Charlie",
      call: own.destroy_approvals({ id }),
    }),
  },
  finish_destroy: at(
    "Charlie",
    own.finish_destroy({ id }),
    ["Alice", own.start_destroy({ id })],
    ["Alice", own.destroy_accounts({ id })],
    ["Alice", own.destroy_approvals({ id })],
  ),
  mint: at("Alice", own.mint({ id, beneficiary: yves, amount: least })),
  burn: at("Alice", own.burn({ id, who: bob, amount: 10n * least })),
  transfer: at("Bob", own.transfer({ ...all, target: yves })),
  transfer_keep_alive: at("Bob", own.transfer_keep_alive({ id, amount: least, target: yves })),
  force_transfer: at("Alice", own.force_transfer({ ...all, source: bob, dest: yves })),
  freeze: at("Alice", own.freeze({ id, who: bob })),
  thaw: at("Alice", own.thaw({ id, who: bob })),
  freeze_asset: at("Alice", own.freeze_asset({ id })),
  thaw_asset: at("Alice", own.thaw_asset({ id }), ["Alice", own.freeze_asset({ id })]),
  transfer_ownership: at("Alice", own.transfer_ownership({ id, owner: bob })),
  set_team: at("Alice", own.set_team({ id, ...team })),
  set_metadata: at("Alice", own.set_metadata(described)),
  clear_metadata: at("Alice", own.clear_metadata({ id })),
  force_set_metadata: at(root, own.force_set_metadata({ ...described, is_frozen: true })),
  force_clear_metadata: at(root, own.force_clear_metadata({ id })),
  force_asset_status: at(
    root,
    own.force_asset_status({ id, ...team, owner: bob, min_balance: least, is_sufficient: true, is_frozen: true }),
  ),
  approve_transfer: at("Charlie", own.approve_transfer({ id, delegate: bob, amount: 1n })),
  cancel_approval: at("Bob", own.cancel_approval({ id, delegate: charlie })),
  force_cancel_approval: at("Alice", own.force_cancel_approval({ id, owner: bob, delegate: charlie })),
  transfer_approved: at("Charlie", own.transfer_approved({ id, owner: bob, destination: yves, amount: 10n * least }), [
    "Bob",
    own.approve_transfer({ id, delegate: charlie, amount: 5n * least }),
  ]),
  touch: at("Yves", own.touch({ id })),
  refund: at("Bob", own.refund({ id, allow_burn: true })),
  set_min_balance: at("Alice", own.set_min_balance({ id, min_balance: 1n })),
  touch_other: at("Alice", own.touch_other({ id, who: yves })),
  refund_other: at("Alice", own.refund_other({ id, who: yves }), ["Alice", own.touch_other({ id, who: yves })]),
  block: at("Alice", own.block({ id, who: bob })),
};

export const tokens = { Assets: ofAssets };
