import { proposals } from "./proposals.ts";
import { referenda } from "./referenda.ts";

/** The governance service's REST face, in the order of its documentation. */
export const governanceApi = { proposals, referenda };
