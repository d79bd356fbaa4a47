import { chainApi, mostBehind, type StreamContext, usualPage } from "@pha/api";
import { type CodedError, nearest } from "@pha/codec";
import { implement, type Route } from "@pha/service-kit/http";
import type { EventFilter } from "../ledger/history.ts";
import type { BlockRef, Ledger, StoredEvent } from "../ledger/ledger.ts";
import type { RouteDeps } from "./deps.ts";
import { errors } from "./errors.ts";
import { showEvent } from "./extrinsic.ts";

export function eventRoutes(deps: RouteDeps): Route[] {
  const { ledger, history } = deps;
  const show = async (block: BlockRef, event: StoredEvent) => ({
    block,
    extrinsic: event.extrinsic,
    ...showEvent(deps, await ledger.runtimeOf(block.number), event),
  });
  const shown = new WeakMap<StoredEvent, ReturnType<typeof show>>();
  /** For all streams that an event fits. */
  const showOnce = (block: BlockRef, event: StoredEvent): ReturnType<typeof show> => {
    const entry = shown.get(event) ?? show(block, event);
    shown.set(event, entry);
    return entry;
  };

  return implement(chainApi.events, {
    async list({ pallet, name, account, from = 0, to, before, limit = usualPage }) {
      const kinds = kindsOf(ledger, pallet, name);
      const finalized = ledger.finalized.number;
      const through = account ? Math.min(finalized, await history.activityThrough()) : finalized;
      const last = Math.min(to ?? through, through);
      if (from > last) return { events: [], next: undefined, through };
      const below = before && before.block <= last ? { block: before.block, index: before.place } : top(last);
      const found = await history.searchEvents({ kinds, account, from }, { below, limit });
      return {
        events: await Promise.all(found.events.map(({ block, ...event }) => show(block, event))),
        next: found.next && { block: found.next.block, place: found.next.index },
        through,
      };
    },

    async follow({ pallet, name, account, from = ledger.finalized.number + 1 }, { signal, after, read }) {
      const filter = { kinds: kindsOf(ledger, pallet, name), account };
      if (after && !(await isReachable(ledger, after.block))) throw errors.PlaceNotFound({ block: after.block });
      return entries(filter, after ?? { block: from, place: -1 }, { signal, read });
    },
  });

  async function* entries({ kinds, account }: Omit<EventFilter, "from">, after: Place, { signal, read }: Following) {
    const pastEnds = ledger.finalized.number;
    const tooFar = after.block + MAX_PAST;
    for (let from = after.block; !signal.aborted; ) {
      const finalized = await finalizedTo(ledger, from, signal);
      if (finalized === undefined) return;
      if (from >= tooFar && from <= pastEnds) throw errors.HistoryTooLong({ max: MAX_PAST, from });
      const to = from <= pastEnds ? Math.min(finalized, tooFar - 1) : finalized;
      const { events, through } = await read(() => history.readOn(kinds, { from, to }));
      if (ledger.finalized.number < through) throw errors.PlaceNotFound({ block: through });
      for (const event of events) {
        const { block, index } = event;
        if (block.number === after.block && index <= after.place) continue;
        const id = { block: block.number, place: index };
        if (history.fits(event, { kinds, account })) yield { id, entry: await showOnce(block, event) };
        if (signal.aborted) return;
      }
      from = through + 1;
    }
  }
}

type Following = Pick<StreamContext<Place>, "signal" | "read">;

/** Past blocks that one stream reads, whether or not something in them fits. */
const MAX_PAST = 65_536;

/** Where an event stands: its index in its block. */
interface Place {
  readonly block: number;
  readonly place: number;
}

/** Whether there is such a block, or will be in a moment. One that was undone by hand, or is another network's, is not. */
const isReachable = async (ledger: Ledger, number: number): Promise<boolean> =>
  number <= ledger.finalized.number
    ? (await ledger.findHash(number)) !== undefined
    : number <= ledger.best.number + mostBehind;

const top = (last: number) => ({ block: last + 1, index: 0 });

interface Kind {
  readonly pallet: string;
  readonly name: string;
}

const is = (given: string | undefined, known: string) => (given ?? known).toLowerCase() === known.toLowerCase();

/** Events by the names that callers use, in any case. @throws `chain-api.UnknownEvent` */
function kindsOf({ runtime }: Ledger, pallet?: string, name?: string): EventFilter["kinds"] {
  if (pallet === undefined && name === undefined) return undefined;
  const all = runtime.pallets.flatMap((one): Kind[] =>
    Object.keys(one.events).map((known) => ({ pallet: one.name, name: known })),
  );
  const kinds = all.filter((kind) => is(pallet, kind.pallet) && is(name, kind.name));
  if (kinds.length === 0) throw unknownEvent(all, pallet, name);
  return kinds;
}

/** Says what there is where the filter goes wrong: the pallets, or the events of the pallet that is named. */
function unknownEvent(all: readonly Kind[], pallet?: string, name?: string): CodedError {
  const pallets = [...new Set(all.map((kind) => kind.pallet))];
  const known = pallets.find((one) => pallet !== undefined && is(pallet, one));
  const events = all.filter((kind) => (known ?? kind.pallet) === kind.pallet).map((kind) => kind.name);
  const isWrongPallet = pallet !== undefined && known === undefined;
  return errors.UnknownEvent({
    ...{ pallet: known ?? pallet, name },
    meant: isWrongPallet ? nearest(pallet, pallets) : nearest(name ?? "", events),
    ...(known === undefined ? { pallets: pallets.join(", ") } : { events: events.join(", ") }),
  });
}

/** The newest finalized block's height, once that is `height` at least; nothing when the signal comes first. */
async function finalizedTo(ledger: Ledger, height: number, signal: AbortSignal): Promise<number | undefined> {
  const { promise: moved, resolve: wake } = Promise.withResolvers<void>();
  const isThere = () => signal.aborted || ledger.finalized.number >= height;
  const unlisten = ledger.events.on("finalized", () => isThere() && wake());
  const leave = () => wake();
  signal.addEventListener("abort", leave);
  try {
    if (!isThere()) await moved;
    return signal.aborted ? undefined : ledger.finalized.number;
  } finally {
    unlisten();
    signal.removeEventListener("abort", leave);
  }
}
