import { chainApi } from "./chain/api.ts";
import { gatekeeperApi } from "./gatekeeper/api.ts";
import { governanceApi } from "./governance/api.ts";
import { relayApi } from "./relay/api.ts";

/** The REST face of every service that has one, in no order. */
export const apis = { chainApi, gatekeeperApi, governanceApi, relayApi };
