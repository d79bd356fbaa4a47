import type { AccountId, Hex } from "@pha/codec";
import type { Env } from "@pha/frame";
import { attestation, type Role, type Worker } from "./spec.ts";

/** A registered enclave in a role, if the account operates it; `undefined` otherwise. */
export function workerOf(env: Env, identity: Hex, role: Role["type"], operator: AccountId): Worker | undefined {
  const worker = env.of(attestation).state.workers.get(identity);
  return worker?.role.type === role && worker.operator === operator ? worker : undefined;
}
