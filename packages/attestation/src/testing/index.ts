export { replay } from "../dcap/event-log.ts";
export { type Authority, type Identity, makeAuthority } from "./authority.ts";
export { makeEvidence } from "./evidence.ts";
export { type EvidencePlan, tdAt } from "./evidence-plan.ts";
export { dstackAnswer, recorded } from "./vectors.ts";
