import { H256, struct, type TypeOf } from "@pha/codec";
import { Header } from "./header.ts";
import { ValidatorSet } from "./validator-set.ts";

/** A finalized block that a light client of a network believed, and the set that certifies the blocks after it. */
export const Milestone = struct({ genesis: H256, header: Header, set: ValidatorSet });
export type Milestone = TypeOf<typeof Milestone>;
