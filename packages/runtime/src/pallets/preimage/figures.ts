import { struct, type TypeOf } from "@pha/codec";
import { amount, type Tunables } from "../../tunable.ts";
import { Balance, PHA } from "../balances/account-data.ts";

/** On hold for a preimage, and for each of its bytes. */
export const Figures = struct({ base: Balance, perByte: Balance }, { path: ["pallet_preimage", "types", "Figures"] });
export type Figures = TypeOf<typeof Figures>;

/** Those of a network that nobody has set others of. */
export const usualFigures: Figures = { base: PHA, perByte: PHA / 100n };

/** What governance may set of them: never so much that a large call could not be proposed. */
export const tunables: Tunables<Figures> = {
  base: amount(0, "On hold for a preimage.", { max: 1_000n * PHA }),
  perByte: amount(1, "On hold for each of its bytes.", { max: PHA }),
};

/** What is on hold for a preimage of so many bytes. */
export const depositFor = ({ base, perByte }: Figures, bytes: number): bigint => base + perByte * BigInt(bytes);
