import { chainApiErrors as errors } from "@pha/api";
import { runtime } from "@pha/runtime";
import { expect, it } from "vitest";
import type { History } from "../ledger/history.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { RouteDeps } from "./deps.ts";
import { eventRoutes } from "./events.ts";

const hash = "0x01";

/** A stream of the events of Sudo, of which each block has one, at a ledger that reads so many blocks at a time. */
function following({ finalized, blocksAtATime }: { readonly finalized: number; readonly blocksAtATime: number }) {
  const listeners = new Set<() => void>();
  const readings: { readonly from: number; readonly to: number }[] = [];
  const ledger = {
    runtime,
    runtimeOf: async () => runtime,
    finalized: { number: finalized, hash },
    best: { number: finalized, hash },
    findHash: async () => hash,
    events: {
      on: (_: string, listener: () => void) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
  };
  const event = { index: 0, extrinsic: undefined, pallet: "Sudo", name: "KeyRemoved", data: new Uint8Array() };
  const history: Partial<History> = {
    async readOn(_, { from, to }) {
      readings.push({ from, to });
      const through = Math.min(to, from + blocksAtATime - 1);
      const numbers = Array.from({ length: through - from + 1 }, (_, at) => from + at);
      return { events: numbers.map((number) => ({ ...event, block: { number, hash } })), through };
    },
  };
  const leaving = new AbortController();
  const deps = { json: {}, ledger: ledger as unknown as Ledger, history: history as History } as RouteDeps;
  const routes = eventRoutes(deps);
  const route = routes.find(({ endpoint }) => "stream" in endpoint);
  return {
    refusalOf: async (filter: object) => {
      const list = routes.find(({ endpoint }) => "reply" in endpoint);
      return (async () => list?.handle(filter as never, {} as never))().catch((error: unknown) => error);
    },
    readings,
    listeners,
    leave: () => leaving.abort(),
    finalize(number: number) {
      ledger.finalized = { number, hash };
      for (const listener of listeners) listener();
    },
    async entriesFrom(from: number, fits: History["fits"] = () => true) {
      history.fits = fits;
      const context = { signal: leaving.signal, after: undefined, read: (work: () => unknown) => work() };
      const entries = await route?.handle({ pallet: "sudo", from } as never, context as never);
      return (entries as AsyncIterable<{ id: { block: number } }>)[Symbol.asyncIterator]();
    },
  };
}

it("a stream reads the past many blocks at a time, and no further than it is listened to", async () => {
  const { entriesFrom, readings } = following({ finalized: 1_000, blocksAtATime: 300 });
  const entries = await entriesFrom(1);
  for (let block = 1; block <= 300; block++) expect((await entries.next()).value.id.block).toBe(block);
  expect(readings).toEqual([{ from: 1, to: 1_000 }]);
  for (let block = 301; block <= 1_000; block++) expect((await entries.next()).value.id.block).toBe(block);
  expect(readings.map(({ from }) => from)).toEqual([1, 301, 601, 901]);
});

it("a stream that has caught up goes on with what is finalized, and ends when its reader leaves", async () => {
  const { entriesFrom, readings, listeners, finalize, leave } = following({ finalized: 5, blocksAtATime: 300 });
  const entries = await entriesFrom(6);
  const first = entries.next();
  finalize(7);
  expect((await first).value.id.block).toBe(6);
  expect((await entries.next()).value.id.block).toBe(7);
  expect(readings).toEqual([{ from: 6, to: 7 }]);
  const last = entries.next();
  leave();
  expect(await last).toEqual({ done: true, value: undefined });
  expect(listeners.size).toBe(0);
});

it("a stream does not leave out blocks that were taken back while it read them", async () => {
  const { entriesFrom, finalize } = following({ finalized: 9, blocksAtATime: 300 });
  const entries = await entriesFrom(1);
  const first = entries.next();
  finalize(4);
  await expect(first).rejects.toEqual(errors.PlaceNotFound({ block: 9 }));
});

it("a stream that nothing fits reads so many past blocks, and says where to go on", async () => {
  const { entriesFrom, readings } = following({ finalized: 100_000, blocksAtATime: 1_024 });
  const entries = await entriesFrom(7, () => false);
  await expect(entries.next()).rejects.toEqual(errors.HistoryTooLong({ max: 65_536, from: 65_543 }));
  expect(readings).toHaveLength(64);
  expect(readings.at(-1)).toEqual({ from: 64_519, to: 65_542 });
});

it.each([
  [{ pallet: "balancs" }, { pallet: "balancs", meant: "Balances", pallets: expect.stringContaining("Balances, ") }],
  [{ pallet: "Kitties" }, { pallet: "Kitties", pallets: expect.stringContaining("Balances, ") }],
  [
    { pallet: "sudo", name: "Suddid" },
    { pallet: "Sudo", meant: "Sudid", events: expect.stringContaining("Sudid, ") },
  ],
  [{ name: "Transfr" }, { name: "Transfr", meant: "Transfer", pallets: expect.stringContaining("Balances, ") }],
])("a filter %j that no event fits is told what there is", async (filter, data) => {
  const { refusalOf } = following({ finalized: 1, blocksAtATime: 1 });
  expect(await refusalOf(filter)).toMatchObject({ code: errors.UnknownEvent.code, data });
});
