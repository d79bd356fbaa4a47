import type { Route } from "@pha/service-kit/http";
import { clusterRoutes } from "./clusters.ts";
import { contractRoutes } from "./contracts.ts";
import type { RouteDeps } from "./deps.ts";
import { keyRoutes } from "./keys.ts";
import { statsRoutes } from "./stats.ts";

/** The REST face, in the order of its documentation. */
export const gatekeeperRoutes = (deps: RouteDeps): Route[] => [
  ...contractRoutes(deps),
  ...clusterRoutes(deps),
  ...keyRoutes(deps),
  ...statsRoutes(deps),
];
