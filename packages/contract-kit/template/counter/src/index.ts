import { contract, s, value } from "@pha/contract-kit";

const Count = s.object({ count: s.number() });

/** The smallest contract that has a state, a constructor, a command, a query and an event. */
export default contract({
  doc: "A number that everybody counts on.",
  state: { count: value(s.number()) },
  events: { Counted: Count },

  init: {
    doc: "Where it begins. Everybody sees what a constructor is given.",
    input: Count,
    run(ctx, { count }) {
      ctx.state.count.put(count);
    },
  },

  commands: {
    add: {
      doc: "Counts on by so many.",
      input: s.object({ by: s.number({ min: 1, max: 1_000 }) }),
      output: Count,
      run(ctx, { by }) {
        const count = (ctx.state.count.get() ?? 0) + by;
        ctx.state.count.put(count);
        ctx.emit("Counted", { count });
        return { count };
      },
    },
  },

  queries: {
    count: {
      doc: "Where it is, for everybody.",
      input: s.nothing(),
      output: Count,
      run: (ctx) => ({ count: ctx.state.count.get() ?? 0 }),
    },
  },
});
