import { enumeration, fixedBytes, struct, type TypeOf, variant } from "@pha/codec";
import { Commitment, NilCommitment } from "@pha/light-client";

/** What a validator has signed of a round of a height: for its block, or against it. */
const Ballot = enumeration({ Block: variant(0, Commitment), Nil: variant(1, NilCommitment) });
export type Ballot = TypeOf<typeof Ballot>;

/** A validator's vote: secp256k1, `r ‖ s ‖ v`, over the digest of what it says. */
export const SignedBallot = struct({ ballot: Ballot, signature: fixedBytes(65) });
export type SignedBallot = TypeOf<typeof SignedBallot>;
