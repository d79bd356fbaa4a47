import { type AccountVote, type Conviction, convictions } from "@pha/runtime/spec";
import { formatAmount, parseAmount, parsePayment } from "../amounts.ts";
import { errors } from "../errors.ts";
import { convictionNames } from "./vote-names.ts";

const names: readonly string[] = convictionNames;

/** The conviction of a name. @throws `cli.BadVote` */
export function convictionOf(name: string): Conviction {
  const type = convictions[names.indexOf(name)];
  if (type === undefined) throw errors.BadVote({ expected: `a conviction of ${names.join(", ")}` });
  return { type };
}

/** What a command line says of a vote. */
export interface VoteOptions {
  readonly conviction: string;
  readonly aye?: string;
  readonly nay?: string;
  readonly abstain?: string;
}

/**
 * The vote that a command line asks for.
 *
 * @throws `cli.BadAmount`, `cli.BadVote`
 */
export function voteOf(side: string, amount: string | undefined, options: VoteOptions): AccountVote {
  const { aye, nay, abstain } = options;
  if (side === "split") {
    if (amount !== undefined) throw errors.BadVote({ expected: "--aye, --nay and --abstain instead of an amount" });
    const [ayes, nays, none] = [aye, nay, abstain].map((part) => parseAmount(part ?? "0")) as [bigint, bigint, bigint];
    if (ayes + nays + none === 0n) throw errors.BadVote({ expected: "--aye, --nay or --abstain with an amount" });
    return none === 0n
      ? { type: "Split", value: { aye: ayes, nay: nays } }
      : { type: "SplitAbstain", value: { aye: ayes, nay: nays, abstain: none } };
  }
  if ([aye, nay, abstain].some((part) => part !== undefined)) throw errors.BadVote({ expected: "the side split" });
  if (amount === undefined) throw errors.BadVote({ expected: `an amount after ${side}` });
  const balance = parsePayment(amount);
  if (side === "abstain") return { type: "SplitAbstain", value: { aye: 0n, nay: 0n, abstain: balance } };
  const vote = { aye: side === "aye", conviction: convictionOf(options.conviction) };
  return { type: "Standard", value: { vote, balance } };
}

/** A vote as people read it. */
export function voteText({ type, value }: AccountVote): string {
  if (type === "Standard") {
    const times = convictionNames[convictions.indexOf(value.vote.conviction.type)];
    return `${value.vote.aye ? "aye" : "nay"} ${formatAmount(value.balance)} × ${times}`;
  }
  const parts = { aye: value.aye, nay: value.nay, abstain: type === "SplitAbstain" ? value.abstain : 0n };
  return Object.entries(parts)
    .flatMap(([side, amount]) => (amount === 0n ? [] : [`${side} ${formatAmount(amount)}`]))
    .join(", ");
}
