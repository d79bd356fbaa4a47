import { AccountId, MultiAddress, vec } from "@pha/codec";
import { call, configured, definePallet, event, value } from "@pha/frame";
import { collectiveLimits } from "../collective/contract.ts";

const Members = vec(AccountId, { max: collectiveLimits.members });
const who = { who: MultiAddress };
const change = configured("change");

export const technicalMembership = definePallet("TechnicalMembership", 25, {
  doc: "Who is in the technical committee: more than half of the council says so.",
  crate: "pallet_membership",
  storage: {
    members: value(Members, { initial: [], overflow: "TooManyMembers", doc: "The members, in rising order." }),
    prime: value(AccountId, { doc: "The member whose vote counts for those who do not vote." }),
  },
  calls: {
    add_member: call(0, change, who, "Adds a member; the committee has no prime until it is set again."),
    remove_member: call(1, change, who, "Removes a member."),
    swap_member: call(2, change, { remove: MultiAddress, add: MultiAddress }, "Puts one member in another's place."),
    reset_members: call(3, change, { members: vec(AccountId, { max: 1_024 }) }, "Sets all members."),
    change_key: call(4, "signed", { new: MultiAddress }, "Puts another account in the caller's place, as prime too."),
    set_prime: call(5, change, who, "Makes a member the prime."),
    clear_prime: call(6, change, {}, "Takes the prime away."),
  },
  events: {
    MemberAdded: event(0, {}, "A member was added."),
    MemberRemoved: event(1, {}, "A member was removed."),
    MembersSwapped: event(2, {}, "A member took another's place."),
    MembersReset: event(3, {}, "All members were set."),
    KeyChanged: event(4, {}, "A member has another account."),
  },
  errors: {
    AlreadyMember: { index: 0, kind: "conflict", doc: "The account is a member already." },
    NotMember: { index: 1, kind: "not-found", doc: "The account is not a member." },
    TooManyMembers: { index: 2, kind: "limit", doc: "There are at most 100 members." },
  },
});
