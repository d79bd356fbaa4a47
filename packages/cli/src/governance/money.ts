import type { Hex } from "@pha/codec";
import { readState, type StateView } from "@pha/frame";
import { type OpenTip, tips, treasury } from "@pha/runtime/spec";
import type { Network } from "@pha/sdk";
import { formatAmount } from "../amounts.ts";
import { addressOf } from "../context.ts";
import { allPages } from "./all-pages.ts";

/** The newest proposals that are looked at. */
const mostProposals = 100;

/** Who asks for some of the treasury's money, and is neither paid nor rejected; `first` is the oldest that was looked at. */
export function readSpends(view: StateView) {
  const state = readState(treasury, view);
  const count = state.proposalCount.get();
  const first = Math.max(0, count - mostProposals);
  const indices = Array.from({ length: count - first }, (_, i) => first + i);
  const found = state.proposals.getMany(indices);
  const approved = state.approvals.get();
  const spends = indices.flatMap((index, i) => {
    const spend = found[i];
    return spend ? [{ ...spend, index, approved: approved.includes(index) }] : [];
  });
  return { spends, first };
}
type Spend = ReturnType<typeof readSpends>["spends"][number];

/** What a list leaves out. */
export const unseenText = (first: number): string[] =>
  first > 0 ? [`Proposals before ${first} were not looked at.`] : [];

/** As programs read it. */
export const spendJson = ({ index, proposer, beneficiary, value, bond, approved }: Spend, network: Network) => ({
  ...{ proposal: index, amount: value, bond, approved },
  ...{ proposer: addressOf(network, proposer), beneficiary: addressOf(network, beneficiary) },
});

/** As people do. */
export const spendRow = ({ index, value, beneficiary, approved }: Spend, network: Network): string[] => [
  `spend ${index}`,
  `${formatAmount(value)}, ${approved ? "approved" : "waits for the council"}`,
  `to ${addressOf(network, beneficiary)}`,
];

/** An open tip, and its hash. */
export interface ListedTip extends OpenTip {
  readonly hash: Hex;
}

/** Open tips, each proven; that none is left out is the chain's word. */
export async function listTips(network: Network): Promise<readonly ListedTip[]> {
  const entries = await allPages((page) => network.entries(tips, "tips", page));
  return entries.map(({ keys: [hash], value }) => ({ ...value, hash: hash as Hex }));
}

export const tipJson = ({ hash, who, finder, deposit, closes, tips: declared }: ListedTip, network: Network) => ({
  ...{ tip: hash, to: addressOf(network, who), finder: addressOf(network, finder), deposit, closes },
  declared: declared.map(([member, amount]) => ({ member: addressOf(network, member), amount })),
});

export const tipRow = ({ hash, who, closes, tips: declared }: ListedTip, network: Network): string[] => [
  `tip ${hash}`,
  `${declared.length} declared, ${closes === undefined ? "waits for half of the council" : `to be closed from block ${closes}`}`,
  `to ${addressOf(network, who)}`,
];
