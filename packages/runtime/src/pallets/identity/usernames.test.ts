import { utf8 } from "@pha/codec";
import type { Keypair } from "@pha/crypto";
import { root } from "@pha/frame";
import { describe, expect, it } from "vitest";
import { multiSignature } from "../../extrinsic/signing.ts";
import { accountOf, addressOf, callsOf, dev, testPallet } from "../../testing/index.ts";
import { PHA } from "../balances/account-data.ts";
import { treasuryAccount } from "../balances/pallet-account.ts";
import { identityPallet } from "./pallet.ts";
import { identity, identityDeposit, usernameBlocks } from "./spec.ts";

const own = callsOf(identity);
const text = (name: string) => ({ username: utf8(name) });
const authority = (who: string, suffix: string, allocation = 0) =>
  own.add_username_authority({ authority: addressOf(who), suffix: utf8(suffix), allocation });
const give = (who: string, name: string, signer?: Keypair, use_allocation = false, message = name) =>
  own.set_username_for({
    who: addressOf(who),
    ...text(name),
    signature: signer && multiSignature(signer.scheme, signer.sign(utf8(message))),
    use_allocation,
  });
const { username: deposit } = identityDeposit;

function setup() {
  const ledger = testPallet([identityPallet]);
  ledger.setBalances({ Bob: 1_000n * PHA });
  ledger.run(root, authority("Bob", "pha", 1));
  const held = () => ledger.balanceOf("Bob").reserved;
  const primary = (who: string) => ledger.of(identity).usernameOf.get(accountOf(who));
  return { ledger, held, primary };
}

describe("authorities", () => {
  it("are made and ended by root, for a suffix", () => {
    const { ledger } = setup();
    expect(ledger.refusal("Bob", authority("Bob", "pha"))).toBe("frame.BadOrigin");
    for (const suffix of ["", "Pha", "p.a", "abcdefgh"])
      expect(ledger.refusal(root, authority("Bob", suffix))).toBe("Identity.InvalidSuffix");
    const remove = (who: string, suffix: string) =>
      own.remove_username_authority({ suffix: utf8(suffix), authority: addressOf(who) });
    expect(ledger.refusal(root, remove("Bob", "dot"))).toBe("Identity.NotUsernameAuthority");
    expect(ledger.refusal(root, remove("Alice", "pha"))).toBe("Identity.InvalidSuffix");
    ledger.run(root, remove("Bob", "pha"));
    expect(ledger.happened(identity)).toEqual(["AuthorityRemoved"]);
    expect(ledger.refusal("Bob", give("Zoe", "zoe.pha"))).toBe("Identity.NotUsernameAuthority");
  });
});

describe("a username", () => {
  it.each(["zoe", ".pha", "zoe.", "Zoe.pha", "z_e.pha"])("%s is none", (name) => {
    const { ledger } = setup();
    expect(ledger.refusal("Bob", give("Zoe", name))).toBe("Identity.InvalidUsername");
  });

  it.each(["sr25519", "ed25519", "ecdsa"] as const)(
    "that its owner signed with %s is the owner's at once",
    (scheme) => {
      const { ledger, held } = setup();
      const alice = dev("Alice", scheme);
      const owner = alice.accountId;
      ledger.run("Bob", give(owner, "alice.pha", alice));
      expect(ledger.happened(identity)).toEqual(["UsernameSet", "PrimaryUsernameSet"]);
      expect([held(), ledger.of(identity).usernameOf.get(owner)]).toEqual([deposit, utf8("alice.pha")]);
      ledger.run("Bob", give(owner, "ali.pha", alice, false, "<Bytes>ali.pha</Bytes>"));
      expect(ledger.refusal("Bob", give(owner, "al.pha", alice, false, "ali.pha"))).toBe("Identity.InvalidSignature");
      expect(ledger.refusal("Bob", give("Zoe", "al.pha", alice))).toBe("Identity.InvalidSignature");
    },
  );

  it("is accepted otherwise, by whom it is for, once", () => {
    const { ledger, primary } = setup();
    const accept = own.accept_username(text("zoe.pha"));
    expect(ledger.refusal("Zoe", accept)).toBe("Identity.NoUsername");
    ledger.run("Bob", give("Zoe", "zoe.pha"));
    expect(ledger.happened(identity)).toEqual(["UsernameQueued"]);
    expect(ledger.refusal("Yves", accept)).toBe("Identity.InvalidUsername");
    expect(ledger.refusal("Bob", give("Yves", "zoe.pha"))).toBe("Identity.UsernameTaken");
    ledger.run("Zoe", accept);
    expect(primary("Zoe")).toEqual(utf8("zoe.pha"));
    expect(ledger.refusal("Bob", give("Yves", "zoe.pha"))).toBe("Identity.UsernameTaken");
    expect(ledger.refusal("Zoe", accept)).toBe("Identity.NoUsername");
  });

  it("is paid by an allocation as long as there is one", () => {
    const { ledger, held } = setup();
    ledger.run("Bob", give("Zoe", "zoe.pha", undefined, true));
    expect(held()).toBe(0n);
    expect(ledger.refusal("Bob", give("Zoe", "other.pha", undefined, true))).toBe("Identity.NoAllocation");
    expect(ledger.refusal("Alice", give("Zoe", "other.pha"))).toBe("Identity.NotUsernameAuthority");
  });

  it("that nobody accepts in time is forgotten, and the deposit returns, whoever is authority by then", () => {
    const { ledger, held } = setup();
    const forget = own.remove_expired_approval(text("zoe.pha"));
    expect(ledger.refusal("Yves", forget)).toBe("Identity.NoUsername");
    ledger.run("Bob", give("Zoe", "zoe.pha"));
    expect(ledger.refusal("Yves", forget)).toBe("Identity.NotExpired");
    ledger.of(identity).pendingUsernames.mutate(utf8("zoe.pha"), (pending) => pending && [pending[0], 2, pending[2]]);
    ledger.run(root, authority("Alice", "pha"));
    ledger.runTo(3);
    ledger.run("Yves", forget);
    expect([ledger.happened(identity), held()]).toEqual([["PreapprovalExpired"], 0n]);
    expect(ledger.of(identity).usernameDepositor.has(utf8("zoe.pha"))).toBe(false);
  });

  it("can be the primary one of its owner alone", () => {
    const { ledger, primary } = setup();
    for (const name of ["zoe.pha", "z.pha"]) {
      ledger.run("Bob", give("Zoe", name));
      ledger.run("Zoe", own.accept_username(text(name)));
    }
    expect(primary("Zoe")).toEqual(utf8("zoe.pha"));
    expect(ledger.refusal("Zoe", own.set_primary_username(text("y.pha")))).toBe("Identity.NoUsername");
    expect(ledger.refusal("Yves", own.set_primary_username(text("z.pha")))).toBe("Identity.InvalidUsername");
    ledger.run("Zoe", own.set_primary_username(text("z.pha")));
    expect(primary("Zoe")).toEqual(utf8("z.pha"));
  });

  it("is taken back by its authority, ends in time, and its deposit returns", () => {
    const { ledger, held, primary } = setup();
    const unbind = own.unbind_username(text("zoe.pha"));
    const remove = own.remove_username(text("zoe.pha"));
    expect(ledger.refusal("Bob", unbind)).toBe("Identity.NoUsername");
    ledger.run("Bob", give("Zoe", "zoe.pha"));
    ledger.run("Zoe", own.accept_username(text("zoe.pha")));
    expect(ledger.refusal("Alice", unbind)).toBe("Identity.NotUsernameAuthority");
    expect(ledger.refusal("Alice", remove)).toBe("Identity.NotUnbinding");
    ledger.run("Bob", unbind);
    expect(ledger.refusal("Bob", unbind)).toBe("Identity.AlreadyUnbinding");
    expect(ledger.refusal("Alice", remove)).toBe("Identity.TooEarly");
    expect(ledger.of(identity).unbindingUsernames.get(utf8("zoe.pha"))).toBe(1 + usernameBlocks.toLeave);
    ledger.of(identity).unbindingUsernames.put(utf8("zoe.pha"), 2);
    ledger.runTo(2);
    ledger.run("Alice", remove);
    expect([held(), primary("Zoe")]).toEqual([0n, undefined]);
  });

  it("is killed by root, and its deposit goes to the treasury", () => {
    const { ledger, held, primary } = setup();
    const kill = own.kill_username(text("zoe.pha"));
    expect(ledger.refusal("Bob", kill)).toBe("frame.BadOrigin");
    expect(ledger.refusal(root, kill)).toBe("Identity.NoUsername");
    ledger.run("Bob", give("Zoe", "zoe.pha"));
    ledger.run("Zoe", own.accept_username(text("zoe.pha")));
    const before = ledger.balanceOf(treasuryAccount).free;
    ledger.run(root, kill);
    expect([held(), primary("Zoe")]).toEqual([0n, undefined]);
    expect(ledger.balanceOf(treasuryAccount).free - before).toBe(deposit);
  });
});
