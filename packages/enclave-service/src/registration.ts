import { decode, type Hex } from "@pha/codec";
import type { Call } from "@pha/frame";
import { Registration } from "@pha/program-kit";
import type { Operator } from "./operator.ts";

/** How a service registers its enclave. */
export interface RegistrationSteps {
  readonly operator: Operator;
  readonly role: "Gatekeeper" | "Miner";
  /** Asks the program for a `Registration`. */
  readonly register: () => Promise<Uint8Array>;
  /** Keeps the sealed identity. */
  readonly keepIdentity: (sealed: Uint8Array) => Promise<void>;
  /** Whether the program sees its session registered. */
  readonly isRegistered: () => boolean;
  /** Where the registered worker applies; none when it has its place. */
  readonly application: (identity: Hex) => Promise<Call | undefined>;
}

/** Registers the enclave's session and applies for its place. Resolves when both are on the ledger. */
export async function ensureRegistered(steps: RegistrationSteps): Promise<void> {
  const { operator, role, register, keepIdentity, isRegistered, application } = steps;
  let identity: Hex | undefined;
  await operator.ensure("registration", async () => {
    if (isRegistered()) return undefined;
    const { sealedIdentity, ...registration } = decode(Registration, await register());
    await keepIdentity(sealedIdentity);
    identity = registration.identity;
    return registerCall(role, registration);
  });
  const applicant = identity;
  if (applicant !== undefined) await operator.ensure("application", () => application(applicant));
}

const registerCall = (role: "Gatekeeper" | "Miner", registration: Omit<Registration, "sealedIdentity">): Call => {
  const { identity, signKey, hpkeKey, number, quote } = registration;
  const args = { role: { type: role }, identity, session: { signKey, hpkeKey }, number, quote };
  return { type: "Attestation", value: { type: "register_worker", value: args } };
};
