import { gatekeeperApi, maxPage } from "@pha/api";
import { readState } from "@pha/frame";
import { clusters } from "@pha/runtime/spec";
import { implement, type Route } from "@pha/service-kit/http";
import { readLedger } from "@pha/service-kit/ledger";
import { errors } from "../errors.ts";
import type { RouteDeps } from "./deps.ts";

/** Clusters and their workers, from the finalized ledger. */
export const clusterRoutes = ({ bus }: RouteDeps): Route[] =>
  implement(gatekeeperApi.clusters, {
    list: ({ from = 0 }) =>
      readLedger(bus, (state) => {
        const reads = readState(clusters, state);
        const count = reads.count.get();
        const end = Math.min(count, from + maxPage);
        const ids = Array.from({ length: Math.max(0, end - from) }, (_, i) => from + i);
        return {
          count,
          clusters: ids.flatMap((id) => {
            const cluster = reads.clusters.get(id);
            return cluster ? [{ id, cluster }] : [];
          }),
          next: end < count ? end : undefined,
        };
      }),

    async get({ id }) {
      const cluster = await readLedger(bus, (state) => readState(clusters, state).clusters.get(id));
      if (!cluster) throw errors.UnknownCluster({ cluster: id });
      return cluster;
    },
  });
