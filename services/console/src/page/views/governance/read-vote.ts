import { errors } from "@pha/sdk";
import { type AccountVote, type Conviction, convictions } from "@pha/sdk/pallets";

/** What each conviction means: how many votes a unit has, and for how long it is locked when its side wins. */
export const convictionTexts: readonly (readonly [type: string, text: string])[] = convictions.map((type, i) => [
  type,
  i === 0
    ? "0.1 vote each, not locked"
    : `${i} vote${i === 1 ? "" : "s"} each, locked for ${2 ** (i - 1)} period${i === 1 ? "" : "s"} if it wins`,
]);

/** @throws `sdk.BadParameter` */
export function readConviction(type: string): Conviction {
  const found = convictions.find((one) => one === type);
  if (found === undefined) throw errors.BadParameter({ parameter: "conviction", expected: convictions.join(", ") });
  return { type: found };
}

/** A vote for one side, with a conviction. */
export const standardVote = (aye: boolean, conviction: Conviction, balance: bigint): AccountVote => ({
  type: "Standard",
  value: { vote: { aye, conviction }, balance },
});
