import { struct, u32, vec } from "@pha/codec";
import { readLedger } from "@pha/enclave-service";
import { readState } from "@pha/frame";
import { clusters } from "@pha/runtime/spec";
import { type AnyRoute, route } from "@pha/service-kit/http";
import { errors } from "../errors.ts";
import type { RouteDeps } from "./deps.ts";

const { type: Cluster } = clusters.storage.clusters;
const pageSize = 100;

/** Clusters and their workers, from the finalized ledger. */
export const clusterRoutes = ({ bus }: RouteDeps): AnyRoute[] => [
  route({
    method: "GET",
    url: "/v1/clusters",
    summary: "Clusters by id, at most 100.",
    reply: struct({ count: u32, clusters: vec(struct({ id: u32, cluster: Cluster }), { max: pageSize }) }),
    handle: () =>
      readLedger(bus, (state) => {
        const reads = readState(clusters, state);
        const count = reads.count.get();
        const ids = Array.from({ length: Math.min(count, pageSize) }, (_, id) => id);
        return {
          count,
          clusters: ids.flatMap((id) => {
            const cluster = reads.clusters.get(id);
            return cluster ? [{ id, cluster }] : [];
          }),
        };
      }),
  }),
  route({
    method: "GET",
    url: "/v1/clusters/:id",
    summary: "One cluster: owner, members, applicants.",
    params: struct({ id: u32 }),
    reply: Cluster,
    errors: [errors.UnknownCluster],
    async handle({ params: { id } }) {
      const cluster = await readLedger(bus, (state) => readState(clusters, state).clusters.get(id));
      if (!cluster) throw errors.UnknownCluster({ cluster: id });
      return cluster;
    },
  }),
];
