export { Core, type CoreHost, type Standing } from "./core.ts";
export { errors } from "./errors.ts";
export type { Step } from "./fair-queue.ts";
export {
  HandOverRequest,
  isHandOverFor,
  isHandOverRequestOf,
  openHandOver,
  SignedHandOverRequest,
  sealHandOver,
  signHandOverRequest,
} from "./hand-over.ts";
export {
  isKeyRequestOf,
  isReleaseFor,
  KeyLabel,
  KeyRequest,
  maxLabels,
  openPartials,
  Partials,
  SignedKeyRequest,
  sealPartials,
  signKeyRequest,
  toDerivedLabel,
} from "./key-release.ts";

export { type MakeBare, maxWaiting } from "./outbox.ts";
export { readReply, reply } from "./reply.ts";
export { BroughtMessages, Certified, LeaseStatus, Ocall, Reached, Registration, StartRequest } from "./requests.ts";
export { makeSession, type Session } from "./session.ts";
export { Turns } from "./turns.ts";
export { unseal } from "./unseal.ts";
