import type { Bus, Subscribed } from "@pha/service-kit/bus";
import { subjects } from "@pha/wire";
import type { Follower } from "../finality/follower.ts";

/** Subscribes to `blockFinalized`: the certificate that the next vote needs. */
export function subscribeBlockFinalized({
  bus,
  follower,
}: {
  readonly bus: Bus;
  readonly follower: Follower;
}): Subscribed {
  return bus.subscribe(subjects.blockFinalized, {}, ({ value }) => follower.finalized(value.header, value.certificate));
}
