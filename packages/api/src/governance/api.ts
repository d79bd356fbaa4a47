import { accounts } from "./accounts.ts";
import { bodies } from "./bodies.ts";
import { calendar } from "./calendar.ts";
import { calls } from "./calls.ts";
import { delegations } from "./delegations.ts";
import { economy } from "./economy.ts";
import { gatekeeperElection } from "./gatekeepers.ts";
import { history } from "./history.ts";
import { hooks } from "./hooks.ts";
import { leases } from "./leases.ts";
import { money } from "./money.ts";
import { offences } from "./offences.ts";
import { proposals } from "./proposals.ts";
import { referenda } from "./referenda.ts";
import { stakes } from "./stakes.ts";
import { votes } from "./votes.ts";

/** The governance service's REST face, in the order of its documentation. */
export const governanceApi = {
  ...{
    referenda,
    votes,
    proposals,
    accounts,
    delegations,
    bodies,
    money,
    stakes,
    gatekeeperElection,
    offences,
    economy,
    leases,
    calendar,
    calls,
    history,
    hooks,
  },
};
