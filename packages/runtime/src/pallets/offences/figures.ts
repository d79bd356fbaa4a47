import { struct, type TypeOf, u32 } from "@pha/codec";
import { millionths, type Tunables, ticks } from "../../tunable.ts";
import { Permill } from "../balances/parts.ts";

/** What offences cost, and how long that can be cancelled. */
export const Figures = struct(
  {
    /** Ticks in which an offence can be cancelled. */
    window: u32,
    /** Part of its stake that a worker loses for a contradiction. */
    contradiction: Permill,
    /** Part of the bond that its operator loses when a validator votes twice in a round. */
    doubleVote: Permill,
    /** Of what the shares lost that answer first, the reporter's part. */
    reward: Permill,
  },
  { path: ["pallet_offences", "types", "Figures"] },
);
export type Figures = TypeOf<typeof Figures>;

/** What governance may set of them. With more than a part as a reward, reporting oneself would cost little. */
export const tunables: Tunables<Figures> = {
  window: ticks(0, "How long an offence can be cancelled: what it costs is kept apart, and its pool suspended."),
  contradiction: millionths(1, "Part of its stake that a worker loses for a contradiction."),
  doubleVote: millionths(3, "Part of its operator's bond that two votes of a validator in one round cost."),
  reward: millionths(2, "Of what shares lost that answer first, what the reporter gets.", 500_000),
};

export const usualFigures: Figures = { window: 50_400, contradiction: 100_000, doubleVote: 1_000_000, reward: 100_000 };
