import type { Route } from "@pha/service-kit/http";
import { accountRoutes } from "./accounts.ts";
import { actRoutes } from "./acts.ts";
import { bodyRoutes } from "./bodies.ts";
import { calendarRoutes } from "./calendar.ts";

import type { RouteDeps } from "./deps.ts";
import { historyRoutes } from "./history.ts";
import { moneyRoutes } from "./money.ts";
import { proposalRoutes } from "./proposals.ts";
import { referendumRoutes } from "./referenda.ts";
import { voteRoutes } from "./votes.ts";

/** The REST face, in the order of its documentation. */
export const governanceRoutes = (deps: RouteDeps): Route[] => [
  ...referendumRoutes(deps),
  ...voteRoutes(deps),
  ...proposalRoutes(deps),
  ...accountRoutes(deps),
  ...bodyRoutes(deps),
  ...moneyRoutes(deps),
  ...calendarRoutes(deps),
  ...actRoutes(deps),
  ...historyRoutes(deps),
];
