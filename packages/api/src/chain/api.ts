import { accountHistory, accounts } from "./accounts.ts";
import { blocks } from "./blocks.ts";
import { dev } from "./dev.ts";
import { events } from "./events.ts";
import { extrinsics } from "./extrinsics.ts";
import { finality } from "./finality.ts";
import { network } from "./network.ts";
import { state } from "./state.ts";
import { stats } from "./stats.ts";
import { calls, transactions } from "./transactions.ts";

/** The chain's REST face, in the order of its documentation. */
export const chainApi = {
  network,
  blocks,
  finality,
  extrinsics,
  events,
  accounts,
  accountHistory,
  state,
  calls,
  transactions,
  stats,
  dev,
};
