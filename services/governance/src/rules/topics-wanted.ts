import { nearest } from "@pha/codec";
import { errors } from "../errors.ts";

/** What the topics of events begin with. */
const kinds = [
  ...["referendum", "proposal", "external", "delegations", "motion", "call", "elections", "technical-committee"],
  ...["treasury", "spend", "bounty", "tip", "parameter"],
];

/**
 * Whether an event is about one of the topics that are wanted, or about anything where none are named. A topic holds what
 * is below it: `motion/council` all of the council's motions.
 */
export const isWanted = (wanted: readonly string[], topic: string): boolean =>
  wanted.length === 0 || wanted.some((one) => topic === one || topic.startsWith(`${one}/`));

/** @throws `governance.UnknownTopic`, with what may have been meant */
export function expectTopics(topics: readonly string[]): void {
  for (const topic of topics) {
    const [kind = ""] = topic.split("/");
    if (!kinds.includes(kind)) throw errors.UnknownTopic({ topic, meant: nearest(kind, kinds) });
  }
}
