import type { governanceApi } from "@pha/api";
import type { Route } from "@pha/service-kit/http";
import { accountRoutes } from "./accounts.ts";
import { bodyRoutes } from "./bodies.ts";
import { calendarRoutes } from "./calendar.ts";
import { callRoutes } from "./calls.ts";
import { delegationRoutes } from "./delegations.ts";
import type { RouteDeps } from "./deps.ts";
import { economyRoutes } from "./economy.ts";
import { gatekeeperRoutes } from "./gatekeepers.ts";
import { historyRoutes } from "./history.ts";
import { hookRoutes } from "./hooks.ts";
import { leaseRoutes } from "./leases.ts";
import { moneyRoutes } from "./money.ts";
import { offenceRoutes } from "./offences.ts";
import { proposalRoutes } from "./proposals.ts";
import { referendumRoutes } from "./referenda.ts";
import { stakeRoutes } from "./stakes.ts";
import { voteRoutes } from "./votes.ts";

const groups = {
  referenda: referendumRoutes,
  votes: voteRoutes,
  proposals: proposalRoutes,
  accounts: accountRoutes,
  delegations: delegationRoutes,
  bodies: bodyRoutes,
  money: moneyRoutes,
  stakes: stakeRoutes,
  offences: offenceRoutes,
  gatekeeperElection: gatekeeperRoutes,
  economy: economyRoutes,
  leases: leaseRoutes,
  calendar: calendarRoutes,
  calls: callRoutes,
  history: historyRoutes,
  hooks: hookRoutes,
} satisfies Record<keyof typeof governanceApi, (deps: RouteDeps) => Route[]>;

/** The REST face, in the order of its documentation. */
export const governanceRoutes = (deps: RouteDeps): Route[] => Object.values(groups).flatMap((make) => make(deps));
