import { H256, type Hex, struct, type TypeOf, u8, vec } from "@pha/codec";
import { maxMembers } from "../clusters/spec.ts";

/** Members who have not reported a contract's newest heights, and how many of them in a row. */
export const Missed = vec(struct({ identity: H256, heights: u8 }), { max: maxMembers });
export type Missed = TypeOf<typeof Missed>;

/** With more a member is not up to date. */
export const missedReports = 8;

/** Whether a member that has missed so many is not up to date. */
const isAway = (heights: number): boolean => heights > missedReports;

/** Heights that a member has missed. */
const missedBy = (missed: Missed, member: Hex): number =>
  missed.find(({ identity }) => identity === member)?.heights ?? 0;

/** Of some members those who have said the same as the majority at a height, and the others who have missed it. */
export const afterHeight = (missed: Missed, members: readonly Hex[], same: readonly Hex[]): Missed =>
  members.flatMap((identity) =>
    same.includes(identity) ? [] : [{ identity, heights: Math.min(missedBy(missed, identity) + 1, missedReports + 1) }],
  );

/** Those who are not up to date by one list and are by another. */
export const awayIn = (missed: Missed, other: Missed): readonly Hex[] =>
  missed.flatMap(({ identity, heights }) => (isAway(heights) && !isAway(missedBy(other, identity)) ? [identity] : []));
