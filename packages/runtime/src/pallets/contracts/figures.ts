import { bool, struct, type TypeOf, u32 } from "@pha/codec";
import { blocks, choice, type Tunables } from "../../tunable.ts";

/** How long contracts have the same keys. */
export const Figures = struct(
  {
    /** Blocks that a key epoch lasts. */
    keyEpoch: u32,
    keepsHistory: bool,
  },
  { path: ["pallet_contracts", "types", "Figures"] },
);
export type Figures = TypeOf<typeof Figures>;

/** What governance may set of them. */
export const tunables: Tunables<Figures> = {
  keyEpoch: blocks(0, "How long a contract's keys are current: a quarter before, the next are made known.", {
    min: 16,
  }),
  keepsHistory: choice(
    1,
    "Whether members get keys of epochs that are long over, to execute a contract from its start.",
  ),
};

/** Those of a network whose genesis says nothing else: a day of blocks of twelve seconds. */
export const usualFigures: Figures = { keyEpoch: 7_200, keepsHistory: true };
