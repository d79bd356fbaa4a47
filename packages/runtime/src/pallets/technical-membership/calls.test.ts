import { originOf, root } from "@pha/frame";
import { beforeEach, describe, expect, it } from "vitest";
import { accountOf, addressOf, callsOf, type TestLedger, testPallet } from "../../testing/index.ts";
import { councilPallet } from "../council/pallet.ts";
import { council } from "../council/spec.ts";
import { parametersPallet } from "../parameters/pallet.ts";
import { technicalCommitteePallet } from "../technical-committee/pallet.ts";
import { technicalCommittee } from "../technical-committee/spec.ts";
import { technicalMembershipPallet } from "./pallet.ts";
import { technicalMembership } from "./spec.ts";

const [ada, ben, cleo] = ["Ada", "Ben", "Cleo"].map(accountOf).sort() as [`0x${string}`, `0x${string}`, `0x${string}`];
const own = callsOf(technicalMembership);
const half = originOf(council, "Members", [3, 5]);
const idOf = (who: string) => ({ who: addressOf(who) });

let ledger: TestLedger;
const stands = () => {
  const [here, there] = [ledger.of(technicalMembership), ledger.of(technicalCommittee)];
  expect(there.members.get()).toEqual(here.members.get());
  return { members: here.members.get(), prime: here.prime.get(), effective: there.prime.get() };
};

beforeEach(() => {
  ledger = testPallet([parametersPallet, councilPallet, technicalCommitteePallet, technicalMembershipPallet], {
    genesis: { technicalCommittee: [cleo, ada, ben] },
  });
});

describe("the technical committee's members", () => {
  it("begin as the committee's own, so that the first change drops nobody", () => {
    expect(stands().members).toEqual([ada, ben, cleo]);
    ledger.run(half, own.add_member(idOf("Zoe")));
    expect(stands().members).toEqual([ada, ben, cleo, accountOf("Zoe")].sort());
  });

  it.each([
    ["adding", own.add_member(idOf("Zoe"))],
    ["removing", own.remove_member(idOf(ada))],
    ["swapping", own.swap_member({ remove: addressOf(ada), add: addressOf("Zoe") })],
    ["resetting", own.reset_members({ members: [accountOf("Zoe")] })],
    ["making prime", own.set_prime(idOf(ada))],
    ["having no prime", own.clear_prime({})],
  ])("change by more than half of the council, and by root: %s", (_, call) => {
    for (const caller of ["Zoe", ada, originOf(council, "Members", [2, 4]), originOf(council, "Member", ada)])
      expect(ledger.refusal(caller, call)).toBe("frame.BadOrigin");
    ledger.run(half, call);
  });

  it("lose the prime where the one who leaves is it, and keep another", () => {
    ledger.run(root, own.set_prime(idOf(ada)));
    expect(stands()).toMatchObject({ prime: ada, effective: ada });
    ledger.run(root, own.remove_member(idOf(ben)));
    expect(stands()).toMatchObject({ members: [ada, cleo], prime: ada, effective: ada });
    ledger.run(root, own.swap_member({ remove: addressOf(ada), add: addressOf("Zoe") }));
    expect(stands()).toMatchObject({ prime: undefined, effective: undefined });
  });

  it("have no prime that counts after one was added, until it is set again", () => {
    ledger.run(root, own.set_prime(idOf(ada)));
    ledger.run(root, own.add_member(idOf("Zoe")));
    expect(stands()).toMatchObject({ prime: ada, effective: undefined });
  });

  it("put another account in their own place, as prime too", () => {
    ledger.run(root, own.set_prime(idOf(ada)));
    expect(ledger.refusal("Zoe", own.change_key({ new: addressOf("Yves") }))).toBe("TechnicalMembership.NotMember");
    expect(ledger.refusal(ada, own.change_key({ new: addressOf(ben) }))).toBe("TechnicalMembership.AlreadyMember");
    ledger.run(ada, own.change_key({ new: addressOf("Yves") }));
    expect(stands()).toMatchObject({ prime: accountOf("Yves"), effective: accountOf("Yves") });
    ledger.run(ben, own.change_key({ new: addressOf(ben) }));
    expect(ledger.happened(technicalMembership)).toEqual(["KeyChanged"]);
  });

  it("are named as they are: no stranger is removed, no member added, at most a hundred", () => {
    expect(ledger.refusal(root, own.add_member(idOf(ada)))).toBe("TechnicalMembership.AlreadyMember");
    expect(ledger.refusal(root, own.remove_member(idOf("Zoe")))).toBe("TechnicalMembership.NotMember");
    expect(ledger.refusal(root, own.set_prime(idOf("Zoe")))).toBe("TechnicalMembership.NotMember");
    const swap = (remove: string, add: string) => own.swap_member({ remove: addressOf(remove), add: addressOf(add) });
    expect(ledger.refusal(root, swap("Zoe", "Yves"))).toBe("TechnicalMembership.NotMember");
    expect(ledger.refusal(root, swap(ada, ben))).toBe("TechnicalMembership.AlreadyMember");
    ledger.run(root, swap(ada, ada));
    expect(ledger.happened(technicalMembership)).toEqual([]);
    const members = Array.from({ length: 101 }, (_, i) => accountOf(`member ${i}`));
    expect(ledger.refusal(root, own.reset_members({ members }))).toBe("TechnicalMembership.TooManyMembers");
    expect(stands().members).toEqual([ada, ben, cleo]);
  });

  it("of a committee that was set past them are theirs again with the next change, and its prime is a member or none", () => {
    ledger.run(root, own.set_prime(idOf(ada)));
    const { set_members } = callsOf(technicalCommittee);
    ledger.run(root, set_members({ new_members: [ben], prime: undefined, old_count: 3 }));
    ledger.run(root, own.set_prime(idOf(ada)));
    expect(ledger.of(technicalCommittee).prime.get()).toBeUndefined();
    ledger.run(root, own.remove_member(idOf(cleo)));
    expect(stands()).toMatchObject({ members: [ada, ben], effective: ada });
  });
});
