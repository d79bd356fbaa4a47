import type { Logger } from "@pha/service-kit/log";
import { Counter, Gauge, type Registry } from "@pha/service-kit/metrics";

/** One function per event of the service's life: log line and metrics together. */
export interface Telemetry {
  /** A block is in the tables. */
  projected(block: { readonly number: number; readonly events: number }): void;
}

export function makeTelemetry(log: Logger, registry: Registry): Telemetry {
  const registers = [registry];
  const height = new Gauge({ name: "governance_block_number", help: "Newest block that is in the tables.", registers });
  const events = new Counter({
    name: "governance_events_total",
    help: "Events of governance that were kept.",
    registers,
  });
  return {
    projected({ number, events: count }) {
      height.set(number);
      events.inc(count);
      log.debug({ number, events: count }, "block projected");
    },
  };
}
