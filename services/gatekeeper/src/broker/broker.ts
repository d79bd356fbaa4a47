import type { Bus } from "@pha/service-kit/bus";
import type { Health } from "./health.ts";
import type { Workers } from "./workers.ts";

/** What requests are passed on by: the way to workers, who they are, and how they do, whatever they are asked. */
export interface Broker {
  readonly bus: Bus;
  readonly workers: Workers;
  readonly health: Health;
}
