import { contract, fail, s, value } from "@pha/contract-kit";

/** A price in millionths of a dollar, and the block for which it was fetched. */
const Round = s.object({ micros: s.number(), due: s.number() });
const kept = 3;

const medianOf = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] as number;

/** Fetches a price by itself, and tells it to whoever asks, and the ledger when it changes. */
export default contract({
  doc: "The median of what servers say of a price, and of the last three rounds of that.",
  state: { sources: value(s.array(s.string({ max: 200 }), { max: 5 })), rounds: value(s.array(Round, { max: kept })) },
  events: { Priced: Round },
  init: {
    doc: "Servers that answer with the price in dollars, as a number and nothing else.",
    input: s.object({ sources: s.array(s.string({ max: 200 }), { max: 5 }) }),
    run(ctx, { sources }) {
      if (sources.length === 0) fail("NoSources", "Somebody has to say what the price is.");
      ctx.state.sources.put(sources);
    },
  },
  commands: {
    fund: {
      doc: "Gives the contract what rounds are paid of.",
      payable: true,
      input: s.nothing(),
      output: s.nothing(),
      run: () => null,
    },
    tell: {
      doc: "What a worker was told for a round.",
      ofTasks: true,
      input: s.object({ micros: s.number({ min: 1 }) }),
      output: s.nothing(),
      run(ctx, { micros }) {
        const due = ctx.task?.due ?? ctx.block.number;
        const before = ctx.state.rounds.get() ?? [];
        const rounds = [...before, { micros, due }].slice(-kept);
        ctx.state.rounds.put(rounds);
        const price = priceOf(rounds);
        if (price !== priceOf(before)) ctx.emit("Priced", { micros: price, due });
        return null;
      },
    },
  },
  queries: {
    price: {
      doc: "The median of the last rounds.",
      input: s.nothing(),
      output: s.object({ micros: s.number(), rounds: s.array(Round, { max: kept }) }),
      run(ctx) {
        const rounds = ctx.state.rounds.get() ?? fail("NoPrice", "Nothing was fetched yet.");
        return { micros: priceOf(rounds), rounds };
      },
    },
  },
  tasks: {
    refresh: {
      doc: "Asks all servers; more than half of them must answer.",
      every: 20,
      async run(ctx) {
        const sources = ctx.state.sources.get() ?? [];
        const ask = async (url: string) => {
          const response = await ctx.http.fetch(url, { signal: AbortSignal.timeout(3_000) });
          const micros = response.ok ? Math.round(Number(await response.text()) * 1_000_000) : 0;
          return Number.isSafeInteger(micros) && micros > 0 ? micros : fail("BadPrice", `${url} tells no price.`);
        };
        const told = await Promise.allSettled(sources.map(ask));
        for (const one of told) if (one.status === "rejected") console.warn(String(one.reason));
        const prices = told.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
        if (2 * prices.length <= sources.length)
          fail("NoPrice", `${prices.length} of ${sources.length} servers answered.`);
        ctx.submit("tell", { micros: medianOf(prices) });
      },
    },
  },
});

const priceOf = (rounds: readonly { readonly micros: number }[]): number =>
  rounds.length === 0 ? 0 : medianOf(rounds.map(({ micros }) => micros));
