import { readState } from "@pha/frame";
import { tickAt } from "@pha/light-client";
import { carry } from "../../carry-rules.ts";
import { timestamp } from "../timestamp/spec.ts";
import { offences } from "./spec.ts";

/** Ticks begin anew, and pools are suspended no more: what is undecided can be cancelled for as long as it could. */
export const offencesCarryOver = carry(offences, {
  offences(offence, { state }) {
    if (offence.verdict.type !== "Undecided") return { ...offence, at: 0, due: 0 };
    const { clock, now } = readState(timestamp, state);
    const due = Math.max(offence.due - tickAt(clock.get(), now.get()), 0);
    return { ...offence, at: 0, due, verdict: { type: "Undecided" as const, value: { suspends: false } } };
  },
});
