export { apis } from "./apis.ts";
export { chainApi } from "./chain/api.ts";
export type { BlockSummary } from "./chain/blocks.ts";
export { apiErrors as chainApiErrors, devErrors as chainDevErrors, errors as chainErrors } from "./chain/errors.ts";
export { ChainSlot } from "./chain/stats.ts";
export { type GivenCall, type NamedCall, Status, Unsigned, usualLifetime } from "./chain/transactions.ts";
export { type Event, type Extrinsic, mostBehind, type StateProof } from "./chain/types.ts";
export {
  type AnyEndpoint,
  type Api,
  type Endpoints,
  endpoint,
  type Fields,
  type InputOf,
  type ReplyOf,
  stream,
  streamBeatMs,
} from "./endpoint.ts";
export { everywhere } from "./everywhere.ts";
export { GatekeeperSlot, gatekeeperApi } from "./gatekeeper/api.ts";
export { errors as gatekeeperErrors } from "./gatekeeper/errors.ts";
export { SessionAsk, SessionReply, sessionErrors, sessionPath } from "./gatekeeper/socket.ts";
export { governanceApi } from "./governance/api.ts";
export { maxDue } from "./governance/calendar.ts";
export { maxDelegations } from "./governance/delegations.ts";
export { maxDays, maxLines } from "./governance/economy.ts";
export { errors as governanceErrors } from "./governance/errors.ts";
export { maxHooks, maxHookUrl } from "./governance/hooks.ts";
export type { Handlers, Placed, RequestContext, StreamContext } from "./handlers.ts";
export { errors as minerErrors } from "./miner/errors.ts";
export { jsonData, type Problem, problemOf, problemSchema, RemoteError, readProblem } from "./problem.ts";
export { Evidence, relayApi } from "./relay/api.ts";
export { errors as serviceErrors } from "./service/errors.ts";
export { keptSlots, slotMs, slotsOf } from "./stats.ts";
export { maxPage, usualPage } from "./types.ts";
