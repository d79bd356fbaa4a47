import { decode, type Hex } from "@pha/codec";
import { type Call, makeCall, readState } from "@pha/frame";
import { Registration } from "@pha/program-kit";
import { attestation, timestamp } from "@pha/runtime/spec";
import type { ReadLedger } from "@pha/service-kit/ledger";
import { pause } from "@pha/service-kit/pause";
import type { Driver, Ticked } from "./drive.ts";
import { errors } from "./errors.ts";
import type { Operator } from "./operator.ts";

/** How often the program's wish to be registered again is looked at. */
const watchMs = 1_000;

/** How a service registers its enclave. */
export interface RegistrationSteps {
  readonly operator: Operator;
  readonly signal: AbortSignal;
  readonly role: "Gatekeeper" | "Miner";
  readonly measurement: Hex;
  readonly driver: Pick<Driver<Ticked>, "last" | "height">;
  /** Asks the program for a `Registration`. */
  readonly register: () => Promise<Uint8Array>;
  /** Keeps the sealed identity. */
  readonly keepIdentity: (sealed: Uint8Array) => Promise<void>;
  /** The call by which the registered worker applies for its place; none when it has it. */
  readonly application: (ledger: ReadLedger) => Promise<Call | undefined>;
}

/**
 * Registers the enclave's session, applies for its place, and has the session attested anew whenever half of the time
 * that its attestation counts is over. Whether there is anything to do, and so to pay, the ledger says: what the program
 * knows of it may be old. A session that a newer one has replaced is left alone, else two copies would replace each
 * other for ever.
 */
export async function keepRegistered(steps: RegistrationSteps): Promise<void> {
  const { operator, driver, application, signal } = steps;
  await operator.ensure("registration", (ledger) => registration(steps, ledger, "new"));
  await operator.ensure("application", application);
  while (!signal.aborted) {
    if (driver.last?.renews) await operator.ensure("renewal", (ledger) => registration(steps, ledger, "known"));
    await pause(watchMs, signal);
  }
}

/** The call that registers the session; none where the ledger needs none for it, be it `new` or `known` there. */
async function registration(
  steps: RegistrationSteps,
  ledger: ReadLedger,
  session: "new" | "known",
): Promise<Call | undefined> {
  const { role, measurement, driver, register, keepIdentity } = steps;
  // A quote names a finalized block; before the first one there is nothing to name.
  if (driver.height === 0 || !driver.last) throw errors.NotServing({ height: driver.height });
  const { sealedIdentity, ...args } = decode(Registration, await register());
  const { identity, signKey, hpkeKey, number, quote } = args;
  const { worker, isUsed, policy, nowMs } = await ledger((state) => {
    const { workers, sessions, policy } = readState(attestation, state);
    const nowMs = readState(timestamp, state).now.get();
    return { worker: workers.get(identity), isUsed: sessions.has(signKey), policy: policy.get(), nowMs };
  });
  const isKnown = worker?.session.signKey === signKey;
  if (isUsed && !isKnown) return undefined; // replaced
  if (isKnown ? 2n * (nowMs - worker.attestedAtMs) <= policy.maxAgeMs : session === "known") return undefined;
  if (!policy.measurements.some((row) => row.role.type === role && row.measurement === measurement))
    throw errors.ProgramNotAllowed({ role, measurement });
  await keepIdentity(sealedIdentity);
  return makeCall(attestation, "register_worker", {
    role: { type: role },
    identity,
    session: { signKey, hpkeKey },
    number,
    quote,
  });
}
