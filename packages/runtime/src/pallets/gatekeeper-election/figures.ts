import { struct, type TypeOf, u32 } from "@pha/codec";
import { dayTicks } from "../../numbers.ts";
import { amount, count, millionths, type Tunables, ticks } from "../../tunable.ts";
import { Balance, PHA } from "../balances/account-data.ts";
import { Permill } from "../balances/parts.ts";
import { maxGatekeepers } from "../gatekeepers/spec.ts";

/** How many gatekeepers are elected, and how often. Times are in ticks. */
const rhythmFields = {
  /** Seats; fewer than three: nobody is elected. */
  seats: u32,
  eraTicks: u32,
  unbondingTicks: u32,
};
export const Rhythm = struct(rhythmFields);

/** What governs the election of gatekeepers. */
export const Figures = struct(
  {
    ...rhythmFields,
    leastOwn: Balance,
    leastBacking: Balance,
    ownPart: Permill,
    /** Ticks after which another generation of the master key is made; 0: when root says so. */
    renewalTicks: u32,
  },
  { path: ["pallet_gatekeeper_election", "types", "Figures"] },
);
export type Figures = TypeOf<typeof Figures>;

const unbondingDays = 28;

/** What governance may set of them. */
export const tunables: Tunables<Figures> = {
  seats: count(0, "How many gatekeepers are elected; fewer than three: none, root appoints them.", 0, maxGatekeepers),
  eraTicks: ticks(1, "An era: so often seats may change."),
  unbondingTicks: ticks(2, "How long stake that leaves stays on hold.", { max: unbondingDays * dayTicks }),
  leastOwn: amount(3, "The least that a candidate puts up itself."),
  leastBacking: amount(4, "The least that anybody nominates with.", { max: 1_000n * PHA }),
  ownPart: millionths(5, "Of all stake behind a candidate, what is its own at least."),
  renewalTicks: ticks(6, "How old a master key becomes before an election has another one made; 0: as root says.", {
    min: 0,
  }),
};

/** Those of a network whose genesis says nothing else: nobody is elected. */
export const usualRhythm = { seats: 0, eraTicks: dayTicks, unbondingTicks: unbondingDays * dayTicks };

export const usualFigures: Figures = {
  ...usualRhythm,
  leastOwn: 10_000n * PHA,
  leastBacking: 10n * PHA,
  ownPart: 100_000,
  renewalTicks: unbondingDays * dayTicks,
};
