import type { Due } from "@pha/runtime/spec";
import { bodyWords } from "./body-words.ts";

/** What is due, in a few words; of a call that is dispatched there is more to tell. */
export function dueText({ what, subject }: Due): string {
  const name = nameOf(subject);
  switch (what) {
    case "launch":
      return "a referendum is launched, if one waits";
    case "count":
      return `${name} is counted`;
    case "enactment":
      return `dispatched: what passed as ${name}`;
    case "motion":
      return `${name} can be closed whatever its votes`;
    case "election":
      return "the council is elected";
    case "spending":
      return "the treasury pays what is approved";
    case "tip":
      return `${name} can be closed`;
    case "bounty-update":
      return `${name}: its curator has to have told how it goes`;
    case "bounty-payout":
    case "child-bounty-payout":
      return `${name} can be claimed`;
  }
}

function nameOf(subject: Due["subject"]): string {
  switch (subject?.type) {
    case undefined:
      return "";
    case "motion":
      return `${bodyWords[subject.body]} ${subject.index}`;
    case "child-bounty":
      return `child bounty ${subject.index} of bounty ${subject.bounty}`;
    case "tip":
      return `tip ${subject.hash}`;
    case "referendum":
    case "bounty":
      return `${subject.type} ${subject.index}`;
  }
}
