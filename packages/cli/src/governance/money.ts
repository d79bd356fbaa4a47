import type { Hex } from "@pha/codec";
import { readState } from "@pha/frame";
import { childBounties, type OpenTip, tips, treasury } from "@pha/runtime/spec";
import type { Network } from "@pha/sdk";
import { formatAmount } from "../amounts.ts";
import { addressOf } from "../context.ts";
import { allPages } from "./all-pages.ts";

/**
 * Who asks for some of the treasury's money, and is neither paid nor rejected; each proven; that none is left out is the
 * chain's word.
 */
export async function listSpends(network: Network) {
  const entries = await allPages((page) => network.entries(treasury, "proposals", page));
  const approved = new Set(await network.read((view) => readState(treasury, view).approvals.get()));
  return entries
    .map(({ keys: [index], value }) => ({ ...value, index: index as number, approved: approved.has(index as number) }))
    .sort((a, b) => a.index - b.index);
}
type Spend = Awaited<ReturnType<typeof listSpends>>[number];

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

/** Child bounties that are neither paid nor closed, each proven; that none is left out is the chain's word. */
export async function listChildren(network: Network) {
  const entries = await allPages((page) => network.entries(childBounties, "childBounties", page));
  return entries.map(({ keys: [bounty, index] }) => ({ bounty: bounty as number, index: index as number }));
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
