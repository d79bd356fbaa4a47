import { decode } from "@pha/codec";
import { SignedKeyRequest } from "@pha/program-kit";
import type { Bus, Subscribed } from "@pha/service-kit/bus";
import { subjects } from "@pha/wire";
import type { Gatekeeper } from "../enclave/gatekeeper.ts";

/** Serves `keyRelease` for this member. The enclave decides; its reply is sealed to the requesting enclave. */
export function serveKeyRelease({
  bus,
  gatekeeper,
}: {
  readonly bus: Bus;
  readonly gatekeeper: Gatekeeper;
}): Subscribed {
  const identity = gatekeeper.identity.slice(2);
  return bus.serve(subjects.keyRelease, { at: { identity } }, ({ request }) =>
    gatekeeper.release(decode(SignedKeyRequest, request)),
  );
}
