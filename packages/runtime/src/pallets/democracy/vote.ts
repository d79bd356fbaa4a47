import { bool, decode, encode, enumeration, struct, type Type, type TypeOf, u8, variant } from "@pha/codec";
import { newtype } from "@pha/frame";
import { Balance } from "../balances/account-data.ts";
import { less } from "../balances/parts.ts";
import { Conviction, capped, votesOf } from "./conviction.ts";

const fields = struct({ aye: bool, conviction: Conviction });
const aye = 0x80;

/** Aye or nay, and how convinced: one byte. */
export const Vote: Type<TypeOf<typeof fields>> = {
  ...fields,
  write(writer, { aye: isAye, conviction }) {
    const [index = 0] = encode(Conviction, conviction);
    writer.u8((isAye ? aye : 0) | index);
  },
  read(reader) {
    const byte = reader.u8();
    return { aye: (byte & aye) !== 0, conviction: decode(Conviction, Uint8Array.of(byte & ~aye)) };
  },
  meta: newtype(u8, ["pallet_democracy", "vote", "Vote"]).meta,
};

/**
 * What an account votes with: `Standard`, for one side; `Split`, for both; `SplitAbstain`, for both and for none. What
 * abstains counts as turnout alone. Only a standard vote is worth more, or less, than its balance says.
 */
export const AccountVote = enumeration(
  {
    Standard: variant(0, struct({ vote: Vote, balance: Balance })),
    Split: variant(1, struct({ aye: Balance, nay: Balance })),
    SplitAbstain: variant(2, struct({ aye: Balance, nay: Balance, abstain: Balance })),
  },
  { path: ["pallet_democracy", "vote", "AccountVote"] },
);
export type AccountVote = TypeOf<typeof AccountVote>;

/** Votes for and against, and the balance behind all votes, whatever its conviction. */
export const Tally = struct(
  { ayes: Balance, nays: Balance, turnout: Balance },
  { path: ["pallet_democracy", "types", "Tally"] },
);
export type Tally = TypeOf<typeof Tally>;

/** Votes and balance that are delegated to an account. */
export const Delegations = struct(
  { votes: Balance, capital: Balance },
  { path: ["pallet_democracy", "types", "Delegations"] },
);
export type Delegations = TypeOf<typeof Delegations>;

export const noDelegations: Delegations = { votes: 0n, capital: 0n };

/** The balance behind a vote. */
export function balanceOf({ type, value }: AccountVote): bigint {
  if (type === "Standard") return value.balance;
  return capped(value.aye + value.nay + (type === "Split" ? 0n : value.abstain));
}

const unconvinced: Conviction = { type: "None" };

/** What an account's vote, and what is delegated to it, add to a tally. */
export function weightOf(vote: AccountVote, delegations: Delegations): Tally {
  if (vote.type !== "Standard") {
    const [ayes, nays] = [votesOf(unconvinced, vote.value.aye), votesOf(unconvinced, vote.value.nay)];
    return { ayes, nays, turnout: balanceOf(vote) };
  }
  const { vote: side, balance } = vote.value;
  const votes = capped(votesOf(side.conviction, balance) + delegations.votes);
  const turnout = capped(balance + delegations.capital);
  return side.aye ? { ayes: votes, nays: 0n, turnout } : { ayes: 0n, nays: votes, turnout };
}

export const addTo = (tally: Tally, { ayes, nays, turnout }: Tally): Tally => ({
  ayes: capped(tally.ayes + ayes),
  nays: capped(tally.nays + nays),
  turnout: capped(tally.turnout + turnout),
});

export const takeFrom = (tally: Tally, { ayes, nays, turnout }: Tally): Tally => ({
  ayes: less(tally.ayes, ayes),
  nays: less(tally.nays, nays),
  turnout: less(tally.turnout, turnout),
});

export const addDelegations = (a: Delegations, b: Delegations): Delegations => ({
  votes: capped(a.votes + b.votes),
  capital: capped(a.capital + b.capital),
});

export const takeDelegations = (a: Delegations, b: Delegations): Delegations => ({
  votes: less(a.votes, b.votes),
  capital: less(a.capital, b.capital),
});
