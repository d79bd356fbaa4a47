import { type Account, fail, s, type TypeOf } from "@pha/contract-kit";

/** An auction as the contract keeps it. Who leads, and with what, is kept apart: nobody may see it before the close. */
export const Auction = s.object({
  item: s.string({ min: 1, max: 200 }),
  seller: s.account(),
  closesAtBlock: s.number(),
  isClosed: s.boolean(),
});

/** A bid and whose it is. */
export const Bid = s.object({ bidder: s.account(), amount: s.u128() });

/** What anybody may know of an auction. `winner` and `price` come with the close, and only if somebody bid. */
export const Status = s.object({
  auction: s.number(),
  item: s.string({ max: 200 }),
  seller: s.account(),
  closesAtBlock: s.number(),
  phase: s.oneOf("open", "ended", "closed"),
  winner: s.optional(s.account()),
  price: s.optional(s.u128()),
});

/** What a bidder may know of their own bid. */
export const OwnBid = s.object({ amount: s.u128(), outcome: s.oneOf("sealed", "won", "lost") });

/** Text key of a number, so that the order of keys is the order of numbers. */
export const keyOf = (auction: number): string => String(auction).padStart(16, "0");

/** Key of one account's bid. */
export const bidKeyOf = (auction: number, bidder: Account): string => `${keyOf(auction)}/${bidder}`;

/** Bids are taken up to the closing block itself. */
export const isOpen = ({ closesAtBlock }: TypeOf<typeof Auction>, block: number): boolean => block <= closesAtBlock;

/** The status of an auction: the leader is named after the close, not before. */
export function statusOf(
  id: number,
  auction: TypeOf<typeof Auction>,
  leader: TypeOf<typeof Bid> | undefined,
  block: number,
): TypeOf<typeof Status> {
  const { item, seller, closesAtBlock, isClosed } = auction;
  const shown = isClosed ? leader : undefined;
  const phase = isClosed ? "closed" : isOpen(auction, block) ? "open" : "ended";
  return { auction: id, item, seller, closesAtBlock, phase, winner: shown?.bidder, price: shown?.amount };
}

/** What became of a bid: sealed until the close. */
export const outcomeOf = ({ isClosed }: TypeOf<typeof Auction>, hasWon: boolean): TypeOf<typeof OwnBid>["outcome"] =>
  isClosed ? (hasWon ? "won" : "lost") : "sealed";

/** Fails unless there is such an auction. */
export const existing = <T>(auction: T | undefined): T =>
  auction ?? fail("UnknownAuction", "There is no auction with this number.");
