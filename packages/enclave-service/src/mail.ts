import { chainErrors } from "@pha/api";
import { CodedError } from "@pha/codec";
import { transactionErrors } from "@pha/runtime/spec";
import type { Bus } from "@pha/service-kit/bus";
import type { Logger } from "@pha/service-kit/log";
import { subjects } from "@pha/wire";

/** Errors of a submission that the chain has already: mail is sent again until the finalized ledger counts it. */
const harmless = [chainErrors.AlreadyKnown, transactionErrors.Stale];

/** Sends an enclave's bare extrinsics, in their order. */
export async function sendMail(bus: Bus, log: Logger, extrinsics: readonly Uint8Array[]): Promise<void> {
  for (const extrinsic of extrinsics) {
    try {
      await bus.request(subjects.submit, {}, extrinsic);
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      if (!harmless.some(({ is }) => is(error)))
        log.warn({ code: error.code, reason: error.message }, "enclave mail not taken");
    }
  }
}
