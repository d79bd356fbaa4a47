import type { Route } from "@pha/service-kit/http";
import type { RouteDeps } from "./deps.ts";
import { proposalRoutes } from "./proposals.ts";
import { referendumRoutes } from "./referenda.ts";

/** The REST face, in the order of its documentation. */
export const governanceRoutes = (deps: RouteDeps): Route[] => [...proposalRoutes(deps), ...referendumRoutes(deps)];
