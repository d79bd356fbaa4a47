import type { Bus, Subscribed } from "@pha/service-kit/bus";
import { subjects } from "@pha/wire";
import type { Finality } from "../finality/finality.ts";

/** Subscribes to `relayVote`: each validator's vote, again and again until the block is certified. */
export const subscribeRelayVote = ({ bus, finality }: { readonly bus: Bus; readonly finality: Finality }): Subscribed =>
  bus.subscribe(subjects.relayVote, {}, ({ value }) => finality.vote(value));
