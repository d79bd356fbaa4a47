import { utf8 } from "@pha/codec";

/** Entries that take 248 KiB of a state's 256. */
const entries = [65_000, 65_000, 65_000, 53_000];

/** A contract that adds up, burns all the gas it gets, and fills its state. */
export const code = utf8(`export default {
  commands: {
    add(ctx, n) { ctx.state.put("sum", String(Number(ctx.state.get("sum") ?? 0) + n)); return null; },
    burn() { for (;;); },
    fill(ctx) { ${JSON.stringify(entries)}.forEach((length, i) => ctx.state.put("k" + i, "x".repeat(length))); return null; },
  },
  queries: { sum: (ctx) => Number(ctx.state.get("sum") ?? 0) },
};`);
