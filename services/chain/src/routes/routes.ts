import type { Route } from "@pha/service-kit/http";
import { accountHistoryRoutes } from "./account-history.ts";
import { accountRoutes } from "./accounts.ts";
import { blockRoutes } from "./blocks.ts";
import { callRoutes } from "./calls.ts";
import type { RouteDeps } from "./deps.ts";
import { devRoutes } from "./dev.ts";
import { eventRoutes } from "./events.ts";
import { extrinsicRoutes } from "./extrinsics.ts";
import { finalityRoutes } from "./finality.ts";
import { networkRoutes } from "./network.ts";
import { stateRoutes } from "./state.ts";
import { statsRoutes } from "./stats.ts";
import { transactionRoutes } from "./transactions.ts";

/** The REST face, in the order of its documentation. */
export const chainRoutes = (deps: RouteDeps): Route[] => [
  ...networkRoutes(deps),
  ...blockRoutes(deps),
  ...finalityRoutes(deps),
  ...extrinsicRoutes(deps),
  ...eventRoutes(deps),
  ...accountRoutes(deps),
  ...accountHistoryRoutes(deps),
  ...stateRoutes(deps),
  ...callRoutes(deps),
  ...transactionRoutes(deps),
  ...statsRoutes(deps),
  ...devRoutes(deps),
];
