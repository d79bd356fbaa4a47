import { minerErrors, serviceErrors } from "@pha/api";
import { CodedError } from "@pha/codec";
import type { Ended } from "./ask-worker.ts";
import type { Health, Turn } from "./health.ts";

/** Refusals of a worker that serves nobody just now. */
const idle = [minerErrors.NotServing, minerErrors.LeaseExpired];
/** Failures of this gatekeeper's own, which asking others does not mend. */
const ownFaults = [serviceErrors.BusUnreachable, serviceErrors.BusRefused, serviceErrors.BusTooLarge];

/**
 * Notes how a worker did with one request, by what came of that.
 *
 * @throws what is wrong at this gatekeeper: no worker is blamed
 */
export function noteEnd(health: Health, turn: Turn, ended: Ended): void {
  switch (ended.type) {
    case "said":
      health.answered(turn);
      return;
    case "refused":
      if (idle.some(({ is }) => is(ended.error))) health.failed(turn);
      else health.end(turn);
      return;
    case "lost":
      if (ended.error instanceof CodedError && !ownFaults.some(({ is }) => is(ended.error))) {
        health.failed(turn);
        return;
      }
      health.end(turn);
      throw ended.error;
  }
}
