import { governanceApi, mostBehind, usualPage } from "@pha/api";
import { implement, type Route } from "@pha/service-kit/http";
import { listEvents, listEventsBehind, type Place } from "../db/events.ts";
import { errors } from "../errors.ts";
import { entryOf } from "../ledger/entry.ts";
import type { RouteDeps } from "./deps.ts";
import { nextBlock } from "./next-block.ts";
import { nextPlace } from "./page.ts";

/** Events that a stream reads at once. */
const atOnce = 100;

const topicsOf = (topic: string | undefined): readonly string[] => (topic === undefined ? [] : [topic]);

export const historyRoutes = ({ snapshot, moved, lag }: RouteDeps): Route[] =>
  implement(governanceApi.history, {
    async list({ topic, before, limit = usualPage }) {
      const topics = topicsOf(topic);
      const { head, rows } = await snapshot((tx) => listEvents(tx, { topics, before, limit }));
      return { block: head.number, events: rows.map(entryOf), next: nextPlace(rows, limit) };
    },

    async follow({ topic, from }, { signal, after, read }) {
      const topics = topicsOf(topic);
      return entries(
        after ? await placeBehind(after) : { block: from ?? (await nextBlock({ lag, snapshot })), place: -1 },
      );

      async function placeBehind(place: Place): Promise<Place> {
        const newest = await lag.newest();
        // What is newest here may be moments behind what the client heard from another.
        if (place.block > newest + mostBehind) throw errors.PlaceAhead({ block: place.block, newest });
        return place;
      }

      async function* entries(begin: Place) {
        for (let at = begin; !signal.aborted; ) {
          const seen = moved.count;
          const { rows } = await read(() =>
            snapshot((tx) => listEventsBehind(tx, { topics, after: at, limit: atOnce })),
          );
          for (const row of rows) {
            at = { block: row.block, place: row.index };
            yield { id: at, entry: entryOf(row) };
            if (signal.aborted) return;
          }
          if (rows.length < atOnce) await moved.past(seen, signal);
        }
      }
    },
  });
