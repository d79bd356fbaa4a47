import type { governanceApi, ReplyOf } from "@pha/api";
import type { StateView } from "@pha/frame";
import { calendarOf, type Due, type Open } from "@pha/runtime/spec";
import { topics } from "../rules/topics.ts";

type Told = Omit<ReplyOf<typeof governanceApi.calendar.list>["due"][number], "timeMs">;

/** What is due after a block, by the topics of its events. */
export function readCalendar(
  state: StateView,
  now: number,
  open: Open,
): { readonly due: readonly Told[]; readonly whole: boolean } {
  const { due, whole } = calendarOf(state, now, open);
  return {
    due: due.map((one) => ({ what: one.what, block: one.block, topic: topicOf(one), child: childOf(one) })),
    whole,
  };
}

const childOf = ({ subject }: Due): number | undefined =>
  subject?.type === "child-bounty" ? subject.index : undefined;

function topicOf({ what, subject }: Due): string | undefined {
  if (what === "election") return topics.elections();
  if (what === "spending") return topics.treasury();
  switch (subject?.type) {
    case undefined:
      return undefined;
    case "referendum":
      return topics.referendum(subject.index);
    case "bounty":
      return topics.bounty(subject.index);
    case "child-bounty":
      return topics.bounty(subject.bounty);
    case "motion":
      return topics.motion(subject.body, subject.hash);
    case "tip":
      return topics.tip(subject.hash);
  }
}
