import type { AnyRoute } from "@pha/service-kit/http";
import { clusterRoutes } from "./clusters.ts";
import { contractRoutes } from "./contracts.ts";
import type { RouteDeps } from "./deps.ts";
import { keyRoutes } from "./keys.ts";

/** The REST face, in the order of its documentation. */
export const gatekeeperRoutes = (deps: RouteDeps): AnyRoute[] => [
  ...contractRoutes(deps),
  ...clusterRoutes(deps),
  ...keyRoutes(deps),
];
