import { contract, fail, map, s, value } from "@pha/contract-kit";

/** A deal: what a buyer brought waits for the buyer to release it, or for the seller to give it back. */
const Deal = s.object({
  buyer: s.account(),
  seller: s.account(),
  amount: s.u128(),
  phase: s.oneOf("open", "paying", "released", "refunded"),
});

const Which = s.object({ deal: s.number() });

/** A payment under way: of which deal, and what that comes to by it. */
const Payment = s.object({ deal: s.number(), phase: s.oneOf("released", "refunded") });

const keyOf = (deal: number): string => String(deal).padStart(16, "0");

/** Holds PHA between two who need not trust each other. Who deals with whom, and for how much, only these two can ask. */
export default contract({
  doc: "An escrow: a buyer's PHA waits until the buyer releases it to the seller, or the seller gives it back.",
  state: { count: value(s.number()), deals: map(Deal), payments: map(Payment) },
  events: { Opened: Which, Closing: Which },

  commands: {
    open: {
      doc: "Opens a deal with a seller over what the command brings.",
      payable: true,
      input: s.object({ seller: s.account() }),
      output: Which,
      run(ctx, { seller }) {
        if (ctx.value === 0n) fail("NothingBrought", "Say how much: a deal is over what the command brings.");
        if (seller === ctx.caller) fail("OwnDeal", "Nobody deals with themselves.");
        const deal = (ctx.state.count.get() ?? 0) + 1;
        ctx.state.count.put(deal);
        ctx.state.deals.put(keyOf(deal), { buyer: ctx.caller, seller, amount: ctx.value, phase: "open" });
        ctx.emit("Opened", { deal });
        return { deal };
      },
    },

    release: {
      doc: "Pays the seller; by the buyer.",
      input: Which,
      output: s.nothing(),
      run(ctx, { deal }) {
        const { buyer, seller, amount, phase } = ctx.state.deals.get(keyOf(deal)) ?? unknown();
        if (buyer !== ctx.caller) return unknown();
        if (phase !== "open") return fail("NotOpen", `The deal is ${phase}.`);
        ctx.state.deals.put(keyOf(deal), { buyer, seller, amount, phase: "paying" });
        ctx.state.payments.put(ctx.pay(seller, amount), { deal, phase: "released" });
        ctx.emit("Closing", { deal });
        return null;
      },
    },

    refund: {
      doc: "Gives the buyer's PHA back; by the seller.",
      input: Which,
      output: s.nothing(),
      run(ctx, { deal }) {
        const { buyer, seller, amount, phase } = ctx.state.deals.get(keyOf(deal)) ?? unknown();
        if (seller !== ctx.caller) return unknown();
        if (phase !== "open") return fail("NotOpen", `The deal is ${phase}.`);
        ctx.state.deals.put(keyOf(deal), { buyer, seller, amount, phase: "paying" });
        ctx.state.payments.put(ctx.pay(buyer, amount), { deal, phase: "refunded" });
        ctx.emit("Closing", { deal });
        return null;
      },
    },
  },

  /** A payment that could not be made leaves the deal open. */
  settled(ctx, outcomes) {
    for (const { id, error } of outcomes) {
      const payment = ctx.state.payments.get(id);
      if (!payment) continue;
      const deal = ctx.state.deals.get(keyOf(payment.deal)) ?? unknown();
      ctx.state.deals.put(keyOf(payment.deal), { ...deal, phase: error === undefined ? payment.phase : "open" });
      ctx.state.payments.delete(id);
    }
  },

  queries: {
    deal: {
      doc: "A deal of the caller's.",
      input: Which,
      output: Deal,
      run(ctx, { deal }) {
        const found = ctx.state.deals.get(keyOf(deal)) ?? unknown();
        return ctx.caller === found.buyer || ctx.caller === found.seller ? found : unknown();
      },
    },
  },
});

/** Whose deal it is not learns no more than who asks for one that is none. */
const unknown = (): never => fail("UnknownDeal", "You have no deal with this number.");
