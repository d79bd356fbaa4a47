export { replay } from "../dcap/event-log.ts";
export { makeEvidence } from "./evidence.ts";
export { type EvidencePlan, sgxAt, tdAt, toSgx } from "./evidence-plan.ts";
export { dstackAnswer, recorded, recordedAtMs, vector } from "./vectors.ts";
