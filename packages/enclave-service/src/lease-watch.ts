import type { LeaseStatus } from "@pha/program-kit";
import type { Logger } from "@pha/service-kit/log";
import { Gauge, type Registry } from "@pha/service-kit/metrics";
import type { BusServiceName } from "@pha/wire";

/** How long nothing is said of a missing lease, and then how often. */
const quietMs = 5_000;

/** What the host of an enclave is told of its lease, for people to see. */
export interface LeaseWatch {
  /** Takes what the program said at a tick. */
  see(status: LeaseStatus): void;
}

/** Keeps the metrics of an enclave's lease, and says every five seconds that the enclave waits for one. */
export function watchLease(
  service: BusServiceName,
  { log, metrics }: { readonly log: Logger; readonly metrics: Registry },
  nowMs: () => number = () => performance.now(),
): LeaseWatch {
  let seen: LeaseStatus = { leftMs: 0, answered: 0, validators: 0 };
  let atMs = nowMs();
  let withoutSinceMs: number | undefined;
  let spokeMs = 0;
  const registers = [metrics];
  new Gauge({
    name: `${service}_lease_seconds`,
    help: "What is left of the enclave's lease; at 0 it serves nothing.",
    registers,
    collect() {
      this.set(Math.max(0, seen.leftMs - (nowMs() - atMs)) / 1_000);
    },
  });
  new Gauge({
    name: `${service}_lease_validators`,
    help: "Validators that answered the enclave's newest question how far the chain is.",
    registers,
    collect() {
      this.set(seen.answered);
    },
  });
  return {
    see(status) {
      seen = status;
      atMs = nowMs();
      if (status.leftMs > 0) {
        withoutSinceMs = undefined;
        return;
      }
      if (withoutSinceMs === undefined) spokeMs = atMs;
      withoutSinceMs ??= atMs;
      if (atMs - spokeMs < quietMs) return;
      spokeMs = atMs;
      const { answered, validators } = status;
      const seconds = Math.round((atMs - withoutSinceMs) / 1_000);
      log.warn({ seconds, answered, validators }, "waits for a lease: validators' answers, or the blocks they tell of");
    },
  };
}
