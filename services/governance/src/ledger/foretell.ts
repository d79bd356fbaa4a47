import type { AccountId, Json, TypeOf } from "@pha/codec";
import type { Scheme } from "@pha/crypto";
import type { Bus } from "@pha/service-kit/bus";
import { subjects } from "@pha/wire";

/** A call that an account would sign, as its next one when no nonce is given. */
interface Intended {
  readonly call: Uint8Array;
  readonly from: AccountId;
  readonly nonce: number | undefined;
  readonly tip: bigint;
  readonly scheme: Scheme;
}

type Foretold = TypeOf<typeof subjects.callForetell.reply>;
type Outcome = NonNullable<Foretold["outcome"]>;

/**
 * Asks the chain what a call would cost and come to on its newest block: by its word.
 *
 * @throws `transaction.Undecodable`, `transaction.TooLarge`
 */
export type Foretell = (intended: Intended) => Promise<{
  readonly fee: bigint;
  readonly outcome: (Omit<Outcome, "facts"> & { readonly facts: Readonly<Record<string, Json>> }) | undefined;
  /** What it cost the chain, in requests. */
  readonly cost: number;
}>;

export const makeForetell =
  (bus: Pick<Bus, "request">): Foretell =>
  async ({ scheme, ...intended }) => {
    const told = await bus.request(subjects.callForetell, {}, { ...intended, scheme: { type: scheme } });
    const { outcome } = told;
    return { ...told, outcome: outcome && { ...outcome, facts: JSON.parse(outcome.facts) } };
  };
