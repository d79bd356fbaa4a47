import { decode } from "@pha/codec";
import { type Call, makeCall } from "@pha/frame";
import { Registration } from "@pha/program-kit";
import { attestation } from "@pha/runtime/spec";
import type { Driver, Ticked } from "./drive.ts";
import { errors } from "./errors.ts";
import type { Operator } from "./operator.ts";

/** How both programs call their standing before the ledger shows their session. */
const notRegistered = "not-registered";

/** How a service registers its enclave. */
export interface RegistrationSteps {
  readonly operator: Operator;
  readonly role: "Gatekeeper" | "Miner";
  readonly driver: Pick<Driver<Ticked>, "last" | "height" | "check">;
  /** Asks the program for a `Registration`. */
  readonly register: () => Promise<Uint8Array>;
  /** Keeps the sealed identity. */
  readonly keepIdentity: (sealed: Uint8Array) => Promise<void>;
  /** The call by which the registered worker applies for its place; none when it has it. */
  readonly application: () => Promise<Call | undefined>;
}

/** Registers the enclave's session and applies for its place. Resolves when both are on the finalized ledger. */
export async function ensureRegistered(steps: RegistrationSteps): Promise<void> {
  const { operator, role, driver, register, keepIdentity, application } = steps;
  await operator.ensure("registration", async () => {
    // A quote names a finalized block; before the first one there is nothing to name.
    if (driver.height === 0 || !driver.last) throw errors.NotServing({ height: driver.height });
    if (driver.last.standing !== notRegistered) return undefined;
    const { sealedIdentity, ...registration } = decode(Registration, await register());
    await keepIdentity(sealedIdentity);
    return registerCall(role, registration);
  });
  await operator.ensure("application", application);
}

const registerCall = (role: "Gatekeeper" | "Miner", registration: Omit<Registration, "sealedIdentity">): Call => {
  const { identity, signKey, hpkeKey, number, quote } = registration;
  const args = { role: { type: role }, identity, session: { signKey, hpkeKey }, number, quote };
  return makeCall(attestation, "register_worker", args);
};
