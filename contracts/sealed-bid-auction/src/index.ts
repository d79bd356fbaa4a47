import { contract, fail, map, s, value } from "@pha/contract-kit";
import { Auction, Bid, bidKeyOf, existing, isOpen, keyOf, OwnBid, outcomeOf, Status, statusOf } from "./auction.ts";

const Which = s.object({ auction: s.number() });

/** Sealed bids, highest one wins and pays what it bid. Losing bids are never shown to anybody but their bidders. */
export default contract({
  doc: "Sealed-bid auctions: the highest bid wins and pays its amount; losing bids are never revealed.",
  state: { count: value(s.number()), auctions: map(Auction), bids: map(s.u128()), leaders: map(Bid) },

  commands: {
    create: {
      doc: "Opens an auction in which the caller sells an item. Bids are taken up to the given block.",
      input: s.object({ item: s.string({ min: 1, max: 200 }), closesAtBlock: s.number() }),
      output: Which,
      run(ctx, { item, closesAtBlock }) {
        if (closesAtBlock <= ctx.block.number) fail("ClosesInThePast", "The closing block must lie ahead.");
        const auction = (ctx.state.count.get() ?? 0) + 1;
        ctx.state.count.put(auction);
        ctx.state.auctions.put(keyOf(auction), { item, seller: ctx.caller, closesAtBlock, isClosed: false });
        return { auction };
      },
    },

    bid: {
      doc: "Bids for the caller, or raises the caller's bid. Of equal bids the earlier one leads.",
      input: s.object({ auction: s.number(), amount: s.u128() }),
      output: OwnBid,
      run(ctx, { auction, amount }) {
        const found = existing(ctx.state.auctions.get(keyOf(auction)));
        if (!isOpen(found, ctx.block.number)) fail("AuctionEnded", "This auction takes no more bids.");
        if (found.seller === ctx.caller) fail("OwnAuction", "Sellers cannot bid in their own auction.");
        const mine = bidKeyOf(auction, ctx.caller);
        if (amount <= (ctx.state.bids.get(mine) ?? 0n)) fail("BidTooLow", "Bid more than zero, and more than before.");
        ctx.state.bids.put(mine, amount);
        const leader = ctx.state.leaders.get(keyOf(auction));
        if (amount > (leader?.amount ?? 0n)) ctx.state.leaders.put(keyOf(auction), { bidder: ctx.caller, amount });
        return { amount, outcome: outcomeOf(found, false) };
      },
    },

    close: {
      doc: "Names the winner of an auction that takes no more bids. Anybody may call it.",
      input: Which,
      output: Status,
      run(ctx, { auction }) {
        const found = existing(ctx.state.auctions.get(keyOf(auction)));
        if (isOpen(found, ctx.block.number)) fail("StillOpen", `Bids are taken up to block ${found.closesAtBlock}.`);
        const closed = { ...found, isClosed: true };
        ctx.state.auctions.put(keyOf(auction), closed);
        return statusOf(auction, closed, ctx.state.leaders.get(keyOf(auction)), ctx.block.number);
      },
    },
  },

  queries: {
    status: {
      doc: "What is sold, until when, and after the close who won at which price.",
      input: Which,
      output: Status,
      run(ctx, { auction }) {
        const found = existing(ctx.state.auctions.get(keyOf(auction)));
        return statusOf(auction, found, ctx.state.leaders.get(keyOf(auction)), ctx.block.number);
      },
    },

    list: {
      doc: "The latest auctions, newest first.",
      input: s.nothing(),
      output: s.array(Status, { max: 50 }),
      run: (ctx) =>
        ctx.state.auctions
          .range({ reverse: true, limit: 50 })
          .map(([key, auction]) => statusOf(Number(key), auction, ctx.state.leaders.get(key), ctx.block.number)),
    },

    myBid: {
      doc: "The caller's own bid, and once the auction is closed whether it won.",
      input: Which,
      output: OwnBid,
      run(ctx, { auction }) {
        const caller = ctx.caller ?? fail("NotSignedIn", "Say who you are to see your bid.");
        const found = existing(ctx.state.auctions.get(keyOf(auction)));
        const amount = ctx.state.bids.get(bidKeyOf(auction, caller)) ?? fail("NoBid", "You have not bid here.");
        const hasWon = ctx.state.leaders.get(keyOf(auction))?.bidder === caller;
        return { amount, outcome: outcomeOf(found, hasWon) };
      },
    },
  },
});
