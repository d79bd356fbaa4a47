import type { Hex } from "@pha/codec";
import type { Body } from "@pha/runtime/spec";
import type { Logger } from "@pha/service-kit/log";
import { Counter, Gauge, type Registry } from "@pha/service-kit/metrics";

/** One function per event of the service's life: log line and metrics together. */
export interface Telemetry {
  /** A block is in the tables. */
  projected(block: { readonly number: number; readonly events: number }): void;
  /** A motion that was due has been closed by the service. */
  closed(motion: Closing & { readonly extrinsic: Hex }): void;
  /** It could not be closed: it is tried again later. */
  notClosed(motion: Closing & { readonly reason: string; readonly extrinsic?: Hex }): void;
  /** Another extrinsic of the account comes first: what is due then is seen afterwards. */
  closingWaits(motion: Closing & { readonly reason: string }): void;
  /** A hook's receiver has an event. */
  delivered(delivery: Delivery): void;
  /** It has not: it is tried again later, unless the hook is disabled. */
  notDelivered(delivery: Delivery & { readonly reason: string; readonly isDisabled: boolean }): void;
}

/** An event that a hook is to have, and that is tried for the how-manieth time. */
export interface Delivery {
  readonly hook: number;
  readonly event: string;
  readonly attempt: number;
}

/** A motion of a body, and the how-manieth attempt to close it. */
export interface Closing {
  readonly body: Body;
  readonly index: number;
  readonly attempt: number;
}

export function makeTelemetry(log: Logger, registry: Registry): Telemetry {
  const registers = [registry];
  const height = new Gauge({ name: "governance_block_number", help: "Newest block that is in the tables.", registers });
  const events = new Counter({
    name: "governance_events_total",
    help: "Events of governance that were kept.",
    registers,
  });
  const closings = new Counter({
    name: "governance_closings_total",
    help: "Attempts to close motions that are due, by their result.",
    labelNames: ["result"],
    registers,
  });
  const deliveries = new Counter({
    name: "governance_deliveries_total",
    help: "Attempts to deliver an event to a hook, by their result; `disabled` after the last one.",
    labelNames: ["result"],
    registers,
  });
  return {
    projected({ number, events: count }) {
      height.set(number);
      events.inc(count);
      log.debug({ number, events: count }, "block projected");
    },
    closed(motion) {
      closings.inc({ result: "closed" });
      log.info(motion, "motion closed");
    },
    notClosed(motion) {
      closings.inc({ result: "failed" });
      log.warn(motion, "motion not closed, trying again later");
    },
    closingWaits(motion) {
      log.info(motion, "motion not closed yet, another extrinsic of the account comes first");
    },
    delivered(delivery) {
      deliveries.inc({ result: "delivered" });
      log.debug(delivery, "event delivered");
    },
    notDelivered({ isDisabled, ...delivery }) {
      deliveries.inc({ result: isDisabled ? "disabled" : "failed" });
      if (isDisabled) log.warn(delivery, "hook disabled");
      else log.info(delivery, "event not delivered, trying again later");
    },
  };
}
