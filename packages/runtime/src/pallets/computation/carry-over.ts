import { readState } from "@pha/frame";
import { tickAt } from "@pha/light-client";
import { carry } from "../../carry-rules.ts";
import { timestamp } from "../timestamp/spec.ts";
import { computation, noShares } from "./spec.ts";

/** Workers and rounds end with the old network; what is paid goes on falling where it was. */
export const computationCarryOver = carry(computation, {
  sets: (sets) => sets.slice(-1).map((set) => ({ ...set, from: 0 })),
  shares({ before }, { state }) {
    const { clock, now } = readState(timestamp, state);
    const ticks = now.get() === 0n ? 0 : tickAt(clock.get(), now.get());
    return ticks + before === 0 ? undefined : { ...noShares, before: before + ticks };
  },
  scores: "ends",
  sessions: "ends",
  sessionCount: "ends",
  platforms: "ends",
  online: "ends",
  onlineCount: "ends",
  rounds: "ends",
  due: "ends",
  open: "ends",
});
