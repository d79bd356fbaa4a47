import { carry } from "../../carry-rules.ts";
import { ticksUntil } from "../timestamp/carried.ts";
import { offences } from "./spec.ts";

/** Ticks begin anew, and pools are suspended no more: what is undecided can be cancelled for as long as it could. */
export const offencesCarryOver = carry(offences, {
  offences(offence, context) {
    if (offence.verdict.type !== "Undecided") return { ...offence, at: 0, due: 0 };
    const verdict = { type: "Undecided", value: { suspends: false } } as const;
    return { ...offence, at: 0, due: ticksUntil(offence.due, context), verdict };
  },
});
