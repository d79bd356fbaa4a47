import { utf8 } from "@pha/codec";
import { type Call, root } from "@pha/frame";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { accountOf, addressOf, type Caller, callsOf, testPallet } from "../../testing/index.ts";
import { PHA } from "../balances/account-data.ts";
import { hold, setLock } from "../balances/holds.ts";
import { lockId } from "../balances/lock-id.ts";
import { maxConsumers } from "../system/references.ts";
import { system } from "../system/spec.ts";
import { assetsPallet } from "./pallet.ts";
import { assetDeposit, assets, removedAtOnce } from "./spec.ts";

const own = callsOf(assets);
const id = 7;
const to = addressOf;
const create = (least = 10n) => own.create({ id, admin: to("Alice"), min_balance: least });
const mint = (who: string, amount: bigint) => own.mint({ id, beneficiary: to(who), amount });
const burn = (who: string, amount: bigint) => own.burn({ id, who: to(who), amount });
const send = (target: string, amount: bigint) => own.transfer({ id, target: to(target), amount });
const approve = (delegate: string, amount: bigint) => own.approve_transfer({ id, delegate: to(delegate), amount });
const spend = (owner: string, destination: string, amount: bigint) =>
  own.transfer_approved({ id, owner: to(owner), destination: to(destination), amount });
const name = (text: string) => own.set_metadata({ id, name: utf8(text), symbol: utf8("T"), decimals: 2 });
const forced = (owner: string, is_frozen = false, is_sufficient = false, min_balance = 10n) =>
  own.force_asset_status({
    id,
    owner: to(owner),
    issuer: to("Alice"),
    admin: to("Alice"),
    freezer: to("Alice"),
    min_balance,
    is_sufficient,
    is_frozen,
  });

/** Alice's asset; she, Bob and Charlie have PHA, others have none. */
function setup(made: Call | undefined = create()) {
  const ledger = testPallet([assetsPallet]);
  ledger.setBalances({ Alice: 1_000n * PHA, Bob: 1_000n * PHA, Charlie: 1_000n * PHA });
  if (made) ledger.run("Alice", made);
  const { asset, account, approvals, metadata } = ledger.of(assets);
  return {
    ledger,
    details: () => asset.get(id),
    accountOf: (who: string) => account.get(id, accountOf(who)),
    has: (who: string) => account.get(id, accountOf(who))?.balance ?? 0n,
    held: (who: string) => ledger.balanceOf(who).reserved,
    approval: (owner: string, delegate: string) => approvals.get(id, accountOf(owner), accountOf(delegate)),
    metadata: () => metadata.get(id),
  };
}

describe("an asset", () => {
  it("is made against a deposit, or by root without", () => {
    const { ledger, held, details } = setup();
    expect(ledger.happened(assets)).toEqual(["Created"]);
    expect([held("Alice"), details()?.min_balance]).toEqual([assetDeposit.asset, 10n]);
    expect(ledger.refusal("Bob", create())).toBe("Assets.InUse");
    const other = { id: 8, min_balance: 0n };
    expect(ledger.refusal("Bob", own.create({ ...other, admin: to("Bob") }))).toBe("Assets.MinBalanceZero");
    expect(ledger.refusal("Zoe", own.create({ id: 8, admin: to("Bob"), min_balance: 1n }))).toBe(
      "Balances.InsufficientBalance",
    );
    const force = (least: bigint) =>
      own.force_create({ id: 8, owner: to("Bob"), is_sufficient: true, min_balance: least });
    expect(ledger.refusal("Bob", force(1n))).toBe("frame.BadOrigin");
    expect(ledger.refusal(root, force(0n))).toBe("Assets.MinBalanceZero");
    ledger.run(root, force(1n));
    expect([ledger.happened(assets), held("Bob")]).toEqual([["ForceCreated"], 0n]);
  });

  it("is refused to whoever has not the role for it, and where there is none", () => {
    const { ledger } = setup();
    ledger.run("Alice", mint("Bob", 100n));
    const who = to("Bob");
    const every: readonly Call[] = [
      mint("Bob", 1n),
      burn("Bob", 1n),
      own.force_transfer({ id, source: who, dest: who, amount: 1n }),
      own.freeze({ id, who }),
      own.thaw({ id, who }),
      own.block({ id, who }),
      own.freeze_asset({ id }),
      own.thaw_asset({ id }),
      own.transfer_ownership({ id, owner: who }),
      own.set_team({ id, issuer: who, admin: who, freezer: who }),
      name("token"),
      own.clear_metadata({ id }),
      own.set_min_balance({ id, min_balance: 1n }),
      own.start_destroy({ id }),
      own.touch_other({ id, who: to("Charlie") }),
      own.force_cancel_approval({ id, owner: who, delegate: who }),
    ];
    for (const call of every) expect([call, ledger.refusal("Bob", call)]).toEqual([call, "Assets.NoPermission"]);
    const { ledger: empty } = setup(undefined as never);
    empty.of(assets).asset.remove(id);
    for (const call of [...every, own.touch({ id }), approve("Bob", 1n), spend("Bob", "Bob", 1n), send("Bob", 1n)])
      expect([call, empty.refusal("Bob", call)]).toEqual([call, "Assets.Unknown"]);
  });

  it("gets another owner with its deposits, another team, another minimum", () => {
    const { ledger, held, details } = setup();
    ledger.run("Alice", name("token"));
    const all = held("Alice");
    ledger.run("Alice", own.transfer_ownership({ id, owner: to("Bob") }));
    expect([held("Alice"), held("Bob")]).toEqual([0n, all]);
    ledger.run("Bob", own.transfer_ownership({ id, owner: to("Bob") }));
    ledger.run("Bob", own.set_team({ id, issuer: to("Bob"), admin: to("Charlie"), freezer: to("Zoe") }));
    expect(details()).toMatchObject({
      issuer: accountOf("Bob"),
      admin: accountOf("Charlie"),
      freezer: accountOf("Zoe"),
    });
    ledger.run("Bob", own.set_min_balance({ id, min_balance: 99n }));
    ledger.run("Bob", mint("Bob", 100n));
    expect(ledger.refusal("Bob", own.set_min_balance({ id, min_balance: 100n }))).toBe("Assets.NoPermission");
    expect(ledger.refusal("Bob", own.set_min_balance({ id, min_balance: 0n }))).toBe("Assets.MinBalanceZero");
    ledger.run("Bob", own.set_min_balance({ id, min_balance: 1n }));
    expect(details()?.min_balance).toBe(1n);
  });

  it("is set by root; deposits of an owner who is replaced return", () => {
    const { ledger, held, details, metadata } = setup();
    ledger.run("Alice", name("token"));
    expect(ledger.refusal("Alice", forced("Bob"))).toBe("frame.BadOrigin");
    expect(ledger.refusal(root, forced("Bob", false, false, 0n))).toBe("Assets.MinBalanceZero");
    ledger.run(root, forced("Bob", true, true, 5n));
    expect([held("Alice"), held("Bob"), metadata().deposit, details()?.deposit]).toEqual([0n, 0n, 0n, 0n]);
    expect(details()).toMatchObject({ status: { type: "Frozen" }, is_sufficient: true, min_balance: 5n });
    expect(ledger.refusal("Bob", own.set_min_balance({ id, min_balance: 1n }))).toBe("Assets.NoPermission");
    ledger.run("Bob", own.start_destroy({ id }));
    expect(ledger.refusal(root, forced("Bob"))).toBe("Assets.AssetNotLive");
  });
});

describe("names", () => {
  it("take a deposit for each byte, which returns", () => {
    const { ledger, held, metadata } = setup();
    ledger.run("Alice", name("token"));
    expect(held("Alice")).toBe(assetDeposit.asset + assetDeposit.metadata + 6n * assetDeposit.perByte);
    ledger.run("Alice", name("to"));
    expect(held("Alice")).toBe(assetDeposit.asset + assetDeposit.metadata + 3n * assetDeposit.perByte);
    expect(metadata()).toMatchObject({ name: utf8("to"), decimals: 2, is_frozen: false });
    expect(ledger.refusal("Alice", name("t".repeat(51)))).toBe("Assets.BadMetadata");
    ledger.run("Alice", own.clear_metadata({ id }));
    expect(held("Alice")).toBe(assetDeposit.asset);
    expect(ledger.refusal("Alice", own.clear_metadata({ id }))).toBe("Assets.Unknown");
  });

  it("that root sets can be frozen, and cleared for the owner", () => {
    const { ledger, held } = setup();
    ledger.run("Alice", name("token"));
    const force = own.force_set_metadata({ id, name: utf8("x"), symbol: utf8("X"), decimals: 1, is_frozen: true });
    expect(ledger.refusal("Alice", force)).toBe("frame.BadOrigin");
    ledger.run(root, force);
    expect(ledger.refusal("Alice", name("mine"))).toBe("Assets.NoPermission");
    ledger.run(root, own.force_clear_metadata({ id }));
    expect(held("Alice")).toBe(assetDeposit.asset);
    expect(ledger.refusal(root, own.force_clear_metadata({ id }))).toBe("Assets.Unknown");
  });
});

describe("amounts", () => {
  it("are issued, moved, destroyed; what is below the minimum goes along", () => {
    const { ledger, has, details, accountOf: account } = setup();
    ledger.run("Alice", mint("Bob", 100n));
    ledger.run("Alice", mint("Bob", 0n));
    ledger.run("Bob", send("Charlie", 60n));
    expect([has("Bob"), has("Charlie")]).toEqual([40n, 60n]);
    ledger.run("Bob", send("Charlie", 35n));
    expect([account("Bob"), has("Charlie")]).toEqual([undefined, 100n]);
    expect(ledger.events(assets)).toMatchObject([{ type: "Transferred", value: { amount: 40n } }]);
    ledger.run("Alice", burn("Charlie", 30n));
    expect([has("Charlie"), details()?.supply]).toEqual([70n, 70n]);
    ledger.run("Alice", burn("Charlie", 1_000n));
    expect(details()).toMatchObject({ supply: 0n, accounts: 0 });
  });

  it("are refused by rule", () => {
    const { ledger } = setup();
    expect(ledger.refusal("Alice", mint("Bob", 9n))).toBe("Assets.BelowMinimum");
    expect(ledger.refusal("Alice", mint("Zoe", 10n))).toBe("Assets.UnavailableConsumer");
    expect(ledger.refusal("Bob", send("Charlie", 1n))).toBe("Assets.NoAccount");
    expect(ledger.refusal("Alice", burn("Bob", 1n))).toBe("Assets.NoAccount");
    ledger.run("Alice", mint("Bob", 100n));
    expect(ledger.refusal("Bob", send("Charlie", 101n))).toBe("Assets.BalanceLow");
    expect(ledger.refusal("Bob", send("Charlie", 9n))).toBe("Assets.BelowMinimum");
    const alive = (amount: bigint) => own.transfer_keep_alive({ id, target: to("Charlie"), amount });
    expect(ledger.refusal("Bob", alive(91n))).toBe("Assets.BalanceLow");
    ledger.run("Bob", alive(90n));
    expect(ledger.refusal("Alice", mint("Bob", (1n << 128n) - 1n))).toBe("Assets.Overflow");
    ledger.run("Bob", send("Charlie", 0n));
    ledger.run("Charlie", send("Charlie", 90n));
    ledger.run("Alice", own.force_transfer({ id, source: to("Charlie"), dest: to("Bob"), amount: 90n }));
    expect(ledger.of(assets).asset.get(id)?.accounts).toBe(1);
  });

  it("that strangers send leave an account what it needs to hold and to lock its own", () => {
    const { ledger } = setup();
    const sent = Array.from({ length: maxConsumers }, (_, i) => 100 + i).filter((other) => {
      ledger.run("Alice", own.create({ id: other, admin: to("Alice"), min_balance: 1n }));
      try {
        ledger.run("Alice", own.mint({ id: other, beneficiary: to("Bob"), amount: 1n }));
        return true;
      } catch (error) {
        expect(error).toMatchObject({ code: "Assets.UnavailableConsumer" });
        return false;
      }
    });
    expect(sent).toHaveLength(maxConsumers - 2);
    ledger.act((env) => hold(env, accountOf("Bob"), assets.holdReasons.Approval, PHA));
    ledger.act((env) => setLock(env, accountOf("Bob"), lockId("test"), PHA));
    expect(ledger.of(system).account.get(accountOf("Bob")).consumers).toBe(maxConsumers);
  });

  it("of a sufficient asset need no PHA, and end with the account", () => {
    const { ledger, has } = setup();
    ledger.run(root, forced("Alice", false, true));
    ledger.run("Alice", mint("Zoe", 50n));
    expect(ledger.of(system).account.get(accountOf("Zoe"))).toMatchObject({ sufficients: 1, providers: 0 });
    ledger.run("Zoe", send("Yves", 50n));
    expect([has("Yves"), ledger.of(system).account.has(accountOf("Zoe"))]).toEqual([50n, false]);
    expect(ledger.of(assets).asset.get(id)).toMatchObject({ accounts: 1, sufficients: 1 });
  });
});

describe("freezing", () => {
  it("stops an account, a blocked one in both directions, and the asset", () => {
    const { ledger } = setup();
    const [bob, charlie] = [to("Bob"), to("Charlie")];
    expect(ledger.refusal("Alice", own.freeze({ id, who: bob }))).toBe("Assets.NoAccount");
    for (const who of ["Bob", "Charlie"]) ledger.run("Alice", mint(who, 100n));
    ledger.run("Alice", own.freeze({ id, who: bob }));
    expect(ledger.refusal("Bob", send("Charlie", 10n))).toBe("Assets.Frozen");
    ledger.run("Charlie", send("Bob", 10n));
    ledger.run("Alice", own.block({ id, who: bob }));
    expect(ledger.refusal("Charlie", send("Bob", 10n))).toBe("Assets.Blocked");
    expect(ledger.refusal("Bob", send("Charlie", 10n))).toBe("Assets.Frozen");
    ledger.run("Alice", own.thaw({ id, who: bob }));
    ledger.run("Bob", send("Charlie", 10n));
    expect(ledger.refusal("Alice", own.thaw_asset({ id }))).toBe("Assets.NotFrozen");
    ledger.run("Alice", own.freeze_asset({ id }));
    for (const [who, call] of [
      ["Bob", send("Charlie", 1n)],
      ["Alice", mint("Bob", 1n)],
      ["Alice", own.freeze_asset({ id })],
      ["Bob", approve("Charlie", 1n)],
      ["Bob", own.touch({ id })],
    ] as const)
      expect(ledger.refusal(who, call)).toBe("Assets.AssetNotLive");
    ledger.run("Alice", own.freeze({ id, who: charlie }));
    ledger.run("Alice", own.thaw_asset({ id }));
    expect(ledger.refusal("Charlie", send("Bob", 1n))).toBe("Assets.Frozen");
  });
});

describe("approvals", () => {
  it("let somebody move so much, add up, and end with a deposit that returns", () => {
    const { ledger, has, held, approval, details } = setup();
    ledger.run("Alice", mint("Bob", 100n));
    expect(ledger.refusal("Charlie", spend("Bob", "Charlie", 1n))).toBe("Assets.Unapproved");
    ledger.run("Bob", approve("Charlie", 30n));
    ledger.run("Bob", approve("Charlie", 10n));
    expect([approval("Bob", "Charlie")?.amount, held("Bob"), details()?.approvals]).toEqual([
      40n,
      assetDeposit.approval,
      1,
    ]);
    expect(ledger.refusal("Charlie", spend("Bob", "Alice", 41n))).toBe("Assets.Unapproved");
    ledger.run("Charlie", spend("Bob", "Alice", 15n));
    expect(ledger.happened(assets)).toEqual(["Transferred", "TransferredApproved"]);
    ledger.run("Charlie", spend("Bob", "Alice", 25n));
    expect([has("Alice"), held("Bob"), approval("Bob", "Charlie"), details()?.approvals]).toEqual([
      40n,
      0n,
      undefined,
      0,
    ]);
    const cancel = own.cancel_approval({ id, delegate: to("Charlie") });
    expect(ledger.refusal("Bob", cancel)).toBe("Assets.Unknown");
    ledger.run("Bob", approve("Charlie", (1n << 128n) - 1n));
    ledger.run("Bob", approve("Charlie", 9n));
    ledger.run("Bob", cancel);
    expect(held("Bob")).toBe(0n);
    ledger.run("Bob", approve("Charlie", 9n));
    ledger.run("Alice", own.force_cancel_approval({ id, owner: to("Bob"), delegate: to("Charlie") }));
    ledger.run("Bob", approve("Charlie", 9n));
    ledger.run(root, own.force_cancel_approval({ id, owner: to("Bob"), delegate: to("Charlie") }));
    expect([held("Bob"), ledger.of(assets).approved.count(id)]).toEqual([0n, 0]);
  });
});

describe("accounts by deposit", () => {
  it("stay when they are empty, and return the deposit when they end", () => {
    const { ledger, held, has, accountOf: account } = setup();
    ledger.run("Bob", own.touch({ id }));
    expect(held("Bob")).toBe(assetDeposit.account);
    expect(ledger.refusal("Bob", own.touch({ id }))).toBe("Assets.AlreadyExists");
    ledger.run("Alice", mint("Bob", 100n));
    ledger.run("Bob", send("Charlie", 100n));
    expect(account("Bob")?.balance).toBe(0n);
    ledger.run("Charlie", send("Bob", 50n));
    const refund = (allow_burn: boolean) => own.refund({ id, allow_burn });
    expect(ledger.refusal("Zoe", refund(true))).toBe("Assets.NoDeposit");
    expect(ledger.refusal("Bob", refund(false))).toBe("Assets.WouldBurn");
    ledger.run("Bob", refund(true));
    expect([held("Bob"), has("Bob"), ledger.of(assets).asset.get(id)?.supply]).toEqual([0n, 0n, 50n]);
  });

  it("of others are paid by admin or freezer, and returned to them", () => {
    const { ledger, held } = setup();
    const touch = own.touch_other({ id, who: to("Zoe") });
    const refund = own.refund_other({ id, who: to("Zoe") });
    expect(ledger.refusal("Alice", refund)).toBe("Assets.NoDeposit");
    ledger.run("Alice", touch);
    expect(held("Alice")).toBe(assetDeposit.asset + assetDeposit.account);
    expect(ledger.refusal("Alice", touch)).toBe("Assets.AlreadyExists");
    ledger.run("Alice", mint("Zoe", 20n));
    expect(ledger.refusal("Bob", refund)).toBe("Assets.NoPermission");
    expect(ledger.refusal("Alice", refund)).toBe("Assets.WouldBurn");
    expect(ledger.refusal("Zoe", own.refund({ id, allow_burn: true }))).toBe("Assets.NoDeposit");
    ledger.run("Zoe", send("Bob", 20n));
    ledger.run("Alice", own.freeze({ id, who: to("Zoe") }));
    expect(ledger.refusal("Alice", refund)).toBe("Assets.Frozen");
    ledger.run("Alice", own.thaw({ id, who: to("Zoe") }));
    ledger.run("Alice", refund);
    expect(held("Alice")).toBe(assetDeposit.asset);
  });
});

describe("the end of an asset", () => {
  it("comes in steps, each of so many accounts or approvals, and returns every deposit", () => {
    const { ledger, held, details } = setup();
    const people = Array.from({ length: removedAtOnce + 3 }, (_, i) => `person ${i}`);
    ledger.setBalances(Object.fromEntries(people.map((who) => [who, 10n * PHA])));
    ledger.run("Alice", name("token"));
    for (const who of people) ledger.run("Alice", mint(who, 100n));
    ledger.run("Bob", own.touch({ id }));
    ledger.run("Alice", own.touch_other({ id, who: to("Zoe") }));
    for (const who of people) ledger.run(who, approve("Charlie", 5n));
    const steps = [own.destroy_accounts({ id }), own.destroy_approvals({ id }), own.finish_destroy({ id })];
    for (const call of steps) expect(ledger.refusal("Zoe", call)).toBe("Assets.IncorrectStatus");
    ledger.run("Alice", own.start_destroy({ id }));
    expect(ledger.refusal("Alice", own.freeze({ id, who: to("Bob") }))).toBe("Assets.IncorrectStatus");
    expect(ledger.refusal("Alice", mint("Bob", 1n))).toBe("Assets.AssetNotLive");
    expect(ledger.refusal("Zoe", own.finish_destroy({ id }))).toBe("Assets.InUse");
    ledger.run("Zoe", own.destroy_accounts({ id }));
    expect(ledger.events(assets)).toMatchObject([
      { value: { accounts_destroyed: removedAtOnce, accounts_remaining: 5 } },
    ]);
    ledger.run("Zoe", own.destroy_accounts({ id }));
    expect(details()).toMatchObject({ accounts: 0, supply: 0n });
    expect(ledger.refusal("Zoe", own.finish_destroy({ id }))).toBe("Assets.InUse");
    ledger.run("Zoe", own.destroy_approvals({ id }));
    ledger.run("Zoe", own.destroy_approvals({ id }));
    ledger.run("Zoe", own.finish_destroy({ id }));
    expect(ledger.happened(assets)).toEqual(["Destroyed"]);
    expect(["Alice", "Bob", ...people].map(held).every((amount) => amount === 0n)).toBe(true);
    expect([details(), ledger.of(assets).metadata.has(id)]).toEqual([undefined, false]);
    for (const who of people) expect(ledger.of(system).account.get(accountOf(who)).consumers).toBe(0);
    ledger.run("Alice", create());
  });
});

it("is as much as accounts have, whose deposits are what is on hold, until all returns (property)", () => {
  const people = ["Alice", "Bob", "Charlie"] as const;
  const deed = fc.record({
    who: fc.constantFrom(...people),
    other: fc.constantFrom(...people),
    amount: fc.bigInt(0n, 60n),
    what: fc.constantFrom(
      "mint",
      "burn",
      "send",
      "approve",
      "cancel",
      "spend",
      "touch",
      "touchOther",
      "refund",
      "refundOther",
      "owner",
      "name",
      "clear",
      "force",
    ),
  });
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 40 }), (deeds) => {
      const { ledger, held, details, accountOf: account, approval, metadata } = setup();
      const run = (who: Caller, call: Call) => {
        try {
          ledger.run(who, call);
        } catch (error) {
          expect(error).toMatchObject({ module: "Assets" });
        }
      };
      for (const { who, other, amount, what } of deeds) {
        const calls: Record<typeof what, Call> = {
          mint: mint(other, amount),
          burn: burn(other, amount),
          send: send(other, amount),
          approve: approve(other, amount),
          cancel: own.cancel_approval({ id, delegate: to(other) }),
          spend: spend(other, "Bob", amount),
          touch: own.touch({ id }),
          touchOther: own.touch_other({ id, who: to(other) }),
          refund: own.refund({ id, allow_burn: true }),
          refundOther: own.refund_other({ id, who: to(other) }),
          owner: own.transfer_ownership({ id, owner: to(other) }),
          name: name("x".repeat(Number(amount) % 50)),
          clear: own.clear_metadata({ id }),
          force: forced(other),
        };
        run(what === "force" ? root : who, calls[what]);
        const accounts = people.map((one) => account(one));
        expect(details()?.supply).toBe(accounts.reduce((sum, one) => sum + (one?.balance ?? 0n), 0n));
        expect(details()?.accounts).toBe(accounts.filter((one) => one).length);
        const deposits = accounts.map((one) => {
          if (one?.reason.type === "DepositHeld") return one.reason.value;
          return one?.reason.type === "DepositFrom" ? one.reason.value[1] : 0n;
        });
        const approved = people.flatMap((owner) => people.map((delegate) => approval(owner, delegate)?.deposit ?? 0n));
        const all = [...deposits, ...approved, details()?.deposit ?? 0n, metadata().deposit];
        expect(people.reduce((sum, one) => sum + held(one), 0n)).toBe(all.reduce((sum, one) => sum + one, 0n));
      }
      ledger.run(root, own.start_destroy({ id }));
      for (const call of [own.destroy_accounts({ id }), own.destroy_approvals({ id }), own.finish_destroy({ id })])
        ledger.run("Bob", call);
      expect(people.map(held)).toEqual([0n, 0n, 0n]);
      for (const who of people) expect(ledger.of(system).account.get(accountOf(who)).consumers).toBe(0);
    }),
    { numRuns: 50 },
  );
});
