import { chainApiErrors as errors } from "@pha/api";
import { runtime } from "@pha/runtime";
import { expect, it } from "vitest";
import type { History } from "../ledger/history.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { RouteDeps } from "./deps.ts";
import { eventRoutes } from "./events.ts";

it("a stream that nothing fits reads so many past blocks, and says where to go on", async () => {
  let read = 0;
  const ledger: Partial<Ledger> = {
    runtime,
    finalized: { number: 100_000, hash: "0x01" },
    best: { number: 100_000, hash: "0x01" },
    findHash: async () => "0x02",
    listEvents: async () => {
      read++;
      return [];
    },
    events: { on: () => () => {} },
  };
  const follow = eventRoutes({ ledger, history: {} as History } as RouteDeps).find(
    ({ endpoint }) => "stream" in endpoint,
  );
  const context = { signal: new AbortController().signal, after: undefined, read: (work: () => unknown) => work() };
  const entries = (await follow?.handle(
    { pallet: "sudo", from: 7 } as never,
    context as never,
  )) as AsyncIterable<unknown>;
  const failure = await (async () => {
    for await (const entry of entries) expect(entry).toBeUndefined();
  })().catch((error: unknown) => error);
  expect(failure).toEqual(errors.HistoryTooLong({ max: 65_536, from: 65_543 }));
  expect(read).toBe(65_536);
});
