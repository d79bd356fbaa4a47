import { governanceApi, mostBehind, usualPage } from "@pha/api";
import { implement, type Route } from "@pha/service-kit/http";
import { listEvents, listEventsBehind, type Place } from "../db/events.ts";
import { errors } from "../errors.ts";
import { entryOf } from "../ledger/entry.ts";
import type { RouteDeps } from "./deps.ts";

/** Events that a stream reads at once. */
const atOnce = 100;

const topicsOf = (topic: string | undefined): readonly string[] => (topic === undefined ? [] : [topic]);

export const historyRoutes = ({ snapshot, moved }: RouteDeps): Route[] =>
  implement(governanceApi.history, {
    async list({ topic, before, limit = usualPage }) {
      const topics = topicsOf(topic);
      const { head, rows } = await snapshot((tx) => listEvents(tx, { topics, before, limit }));
      const last = rows.at(-1);
      const next = rows.length === limit && last ? { block: last.block, place: last.index } : undefined;
      return { block: head.number, events: rows.map(entryOf), next };
    },

    async follow({ topic, from }, { signal, after, read }) {
      const topics = topicsOf(topic);
      const { head } = await snapshot(async () => undefined);
      // A replica may be moments behind the one that the client heard from.
      if (after && after.block > head.number + mostBehind)
        throw errors.PlaceAhead({ block: after.block, newest: head.number });
      return entries(after ?? { block: from ?? head.number + 1, place: -1 });

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
