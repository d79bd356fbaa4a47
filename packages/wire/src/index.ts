export {
  ArchivedBlock,
  BlockPart,
  FinalizedBlock,
  Proof,
  SignedVote,
  ValidatorState,
  vouched,
} from "./messages.ts";
export { type NatsConfOptions, natsConf } from "./nats-conf.ts";
export { inboxPrefix, isInbox, type Permissions, permissionsOf } from "./permissions.ts";
export {
  type BusServiceName,
  busServiceNames,
  type Counts,
  forBusServices,
  forServices,
  ownName,
  ownNames,
  processName,
  type Service,
  type ServiceName,
  serviceNames,
  serviceOf,
  services,
  usualCounts,
} from "./services.ts";
export {
  type At,
  type EventSubject,
  event,
  fillSubject,
  type Holes,
  type RpcSubject,
  readSubject,
  rpc,
  subjectPattern,
} from "./subject.ts";
export { subjects } from "./subjects.ts";
