import { contract, fail, type QueryContext, s, value } from "@pha/contract-kit";

const Reading = s.object({ celsius: s.number({ min: -100, max: 100 }), block: s.number() });
const url = s.string({ min: 1, max: 300 });

/** Asks a server, over TLS that ends in the enclave: whoever runs the worker sees the server's name alone. */
export default contract({
  doc: "What a weather service says: to who asks at once, and every hundred blocks for all.",
  state: { source: value(url), last: value(Reading) },
  events: { Read: Reading },

  init: {
    doc: 'The URL of a service that answers with JSON such as {"celsius": 21}.',
    input: s.object({ source: url }),
    run(ctx, { source }) {
      ctx.state.source.put(source);
    },
  },

  commands: {
    fund: {
      doc: "Gives the contract what its tasks are paid of.",
      payable: true,
      input: s.nothing(),
      output: s.nothing(),
      run: () => null,
    },
    keep: {
      doc: "What a worker read for a block.",
      ofTasks: true,
      input: s.object({ celsius: s.number({ min: -100, max: 100 }) }),
      output: s.nothing(),
      run(ctx, { celsius }) {
        const reading = { celsius, block: ctx.task?.due ?? ctx.block.number };
        ctx.state.last.put(reading);
        ctx.emit("Read", reading);
        return null;
      },
    },
  },

  queries: {
    now: {
      doc: "What the service says now.",
      input: s.nothing(),
      output: s.object({ celsius: s.number({ min: -100, max: 100 }) }),
      run: async (ctx) => ({ celsius: await read(ctx.http, ctx.state.source.get() ?? "") }),
    },
    last: {
      doc: "What was read last.",
      input: s.nothing(),
      output: Reading,
      run: (ctx) => ctx.state.last.get() ?? fail("NotYet", "Nothing was read yet."),
    },
  },

  tasks: {
    look: {
      doc: "Reads, and has all workers keep it.",
      every: 100,
      async run(ctx) {
        ctx.submit("keep", { celsius: await read(ctx.http, ctx.state.source.get() ?? "") });
      },
    },
  },
});

async function read(http: QueryContext["http"], source: string): Promise<number> {
  const response = await http.fetch(source, { signal: AbortSignal.timeout(3_000) });
  if (!response.ok) fail("ServiceFailed", `The service answered ${response.status}.`);
  const { celsius } = (await response.json()) as { celsius?: unknown };
  return typeof celsius === "number" ? Math.round(celsius) : fail("ServiceFailed", "The service told no temperature.");
}
