import { decode, type Hex } from "@pha/codec";
import type { AnyPallet } from "@pha/frame";
import { blockTime, Header } from "@pha/light-client";
import { maxExtrinsicBytes } from "@pha/limits";
import type { Db } from "@pha/service-kit/db";
import { type Bounds, findEventsEnd, listActivity, listTouchedBlocks, type Place } from "../db/activity.ts";
import { listExtrinsicsAt } from "../db/blocks.ts";
import {
  type FoundEvent,
  listEventsAt,
  listEventsBelow,
  listEventsBetween,
  listEventsOfKinds,
  listEventsOfTouching,
} from "../db/event-search.ts";
import { findProgress } from "../db/progress.ts";
import { storedEvent } from "../db/stored-event.ts";
import type { Emitter } from "../ledger/emitter.ts";
import type {
  EventFilter,
  EventPage,
  EventPlace,
  EventStretch,
  HistoricExtrinsic,
  History,
} from "../ledger/history.ts";
import type { StoredEvent } from "../ledger/ledger.ts";
import { computed, lengthOf, metered, mostRead, ReadBudget, withinBudget } from "../ledger/read-budget.ts";
import { AccountFinder } from "./accounts-of.ts";
import { RecentBlocks } from "./recent-blocks.ts";

/** Blocks that one request for an account's events looks into. */
const MAX_BLOCKS = 50;

/** What one reading of a stream takes, about. A reader may be slow, and there may be many: each holds so much. */
const STRETCH: Bounds & { readonly blocks: number } = { blocks: 1_024, events: 256, bytes: 64 * 1024 };

/** Extrinsics that are read at a time, and what has to be left for that: else the page ends early. */
const AT_ONCE = 5;
const LEFT_BYTES = AT_ONCE * maxExtrinsicBytes + 1024 * 1024;
const LEFT_ROWS = 16_384;

/** Rows that a request reads beside events: how many these are, whoever makes an extrinsic decides. */
const OTHER_ROWS = 1_024;

/** Answers from the tables of blocks, and of who was touched in them. */
export function makeHistory({
  db,
  pallets,
  emitter,
}: {
  readonly db: Db;
  readonly pallets: () => readonly AnyPallet[];
  readonly emitter: Emitter;
}): History {
  const finder = AccountFinder.following(pallets);
  const named = new WeakMap<StoredEvent, ReadonlySet<Hex>>();
  const recent = new RecentBlocks((number) => withinBudget(new ReadBudget(mostRead), () => readBlock(number)));
  emitter.on("undone", () => recent.forget());

  return {
    activityThrough: () =>
      metered((budget) => {
        budget.spend({ rows: 1 });
        return findProgress(db, "index");
      }),

    listOfAccount: (account, { below, limit }) =>
      metered(async (budget) => {
        const places = await listActivity(db, { account, below, limit });
        const extrinsics: HistoricExtrinsic[] = [];
        for (let at = 0; at < places.length; at += AT_ONCE) {
          if (budget.left.bytes < LEFT_BYTES || budget.left.rows < LEFT_ROWS)
            return { extrinsics, next: places[at - 1] };
          const wanted = places.slice(at, at + AT_ONCE);
          const read = await readExtrinsics(wanted, budget);
          extrinsics.push(...read);
          if (read.length < wanted.length) return { extrinsics, next: wanted[read.length - 1] };
        }
        return { extrinsics, next: places.length < limit ? undefined : places.at(-1) };
      }),

    searchEvents: ({ kinds, account, from }, { below, limit }) =>
      metered(async (budget) => {
        if (account !== undefined) return searchOfAccount({ kinds, account, from }, below, limit, budget);
        const range = { below, from, limit };
        const found = kinds ? await listEventsOfKinds(db, kinds, range) : await listEventsBelow(db, range);
        count(budget, found);
        return page(found, limit);
      }),

    async readOn(kinds, { from, to: end }) {
      if (recent.isRecent(from, end)) return { events: await recent.of(from), through: from };
      return metered(async (budget) => {
        const stretch = { from: from - 1, to: Math.min(end, from - 1 + STRETCH.blocks), kinds };
        const through = stretch.to === from ? from : await findEventsEnd(db, stretch, STRETCH);
        const found = await listEventsBetween(db, { ...stretch, to: through });
        count(budget, found);
        return { events: found.map(placed).reverse(), through };
      });
    },

    fits,
  };

  function fits(event: StoredEvent, { kinds, account }: Pick<EventFilter, "kinds" | "account">): boolean {
    if (kinds && !kinds.some(({ pallet, name }) => pallet === event.pallet && name === event.name)) return false;
    return account === undefined || accountsOf(event).has(account);
  }

  /** Of an event that many look at they are found once. */
  function accountsOf(event: StoredEvent): ReadonlySet<Hex> {
    const accounts = named.get(event) ?? finder().accountsOf(event);
    named.set(event, accounts);
    return accounts;
  }

  /** All events of a block, for whoever follows. */
  function readBlock(number: number): Promise<EventStretch["events"]> {
    return metered(async (budget) => {
      const found = await listEventsBetween(db, { from: number - 1, to: number, kinds: undefined });
      count(budget, found);
      return found.map(placed).reverse();
    });
  }

  /** Newest first; the first ones only, where all have more events than the request may read. */
  async function readExtrinsics(wanted: readonly Place[], budget: ReadBudget): Promise<HistoricExtrinsic[]> {
    const most = budget.left.rows - OTHER_ROWS;
    const events = await listEventsAt(db, wanted, most);
    const places = events.length < most ? wanted : before(wanted, events.at(-1));
    if (places.length === 0) budget.end({ rows: mostRead.rows });
    const found = await listExtrinsicsAt(db, places);
    budget.spend({ rows: found.length, bytes: lengthOf(found.map(({ bytes }) => bytes)) });
    count(budget, events);
    const eventsOf = Map.groupBy(events, ({ block, extrinsic }) => `${block}/${extrinsic}`);
    return found
      .map(({ block: number, hash, header, index, bytes }) => ({
        block: { number, hash },
        timeMs: blockTime(decode(Header, header)).timeMs,
        index,
        bytes,
        events: (eventsOf.get(`${number}/${index}`) ?? []).map(storedEvent).reverse(),
      }))
      .sort((a, b) => b.block.number - a.block.number || b.index - a.index);
  }

  async function searchOfAccount(
    { kinds, account, from }: EventFilter & { readonly account: Hex },
    below: EventPlace,
    limit: number,
    budget: ReadBudget,
  ): Promise<EventPage> {
    const blocks = await listTouchedBlocks(db, { account, from, to: below.block, limit: MAX_BLOCKS });
    const found: FoundEvent[] = [];
    for (const block of blocks) {
      const index = block === below.block ? below.index : END;
      const most = budget.left.rows - OTHER_ROWS;
      if (most <= 0) return { events: page(found, limit).events, next: { block, index } };
      const touching = await listEventsOfTouching(db, account, { block, index }, most);
      count(budget, touching);
      for (const event of touching) {
        if (computed(() => fits(storedEvent(event), { kinds, account }))) found.push(event);
        if (found.length === limit) return page(found, limit);
      }
      const last = touching.length < most ? undefined : touching.at(-1);
      if (last) return { events: page(found, limit).events, next: { block, index: last.index } };
    }
    const last = blocks.at(-1);
    const next = blocks.length < MAX_BLOCKS || last === undefined ? undefined : { block: last, index: 0 };
    return { events: page(found, limit).events, next };
  }
}

const END = 2 ** 31 - 1;

/** The places before the one of an event: its extrinsic may have more events than were read. */
const before = (places: readonly Place[], event: FoundEvent | undefined): readonly Place[] =>
  places.slice(
    0,
    places.findIndex(({ block, extrinsic }) => block === event?.block && extrinsic === event.extrinsic),
  );

const count = (budget: ReadBudget, events: readonly FoundEvent[]): void =>
  budget.spend({ rows: events.length, bytes: lengthOf(events.map(({ data }) => data)) });

const placed = (event: FoundEvent) => ({
  ...storedEvent(event),
  block: { number: event.block, hash: event.hash },
});

function page(found: readonly FoundEvent[], limit: number): EventPage {
  const last = found.length < limit ? undefined : found.at(-1);
  return { events: found.map(placed), next: last && { block: last.block, index: last.index } };
}
