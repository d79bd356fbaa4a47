import type { Bus, Subscribed } from "@pha/service-kit/bus";
import { type SignedVote, subjects } from "@pha/wire";
import type { HeardVotes } from "../voting/heard-votes.ts";

/** Subscribes to `voteSigned`: remembers each validator's newest vote. */
export const subscribeVoteSigned = (deps: {
  readonly bus: Bus;
  readonly isSigned: (signed: SignedVote) => boolean;
  readonly heard: Pick<HeardVotes, "keep">;
}): Subscribed =>
  deps.bus.subscribe(subjects.voteSigned, {}, ({ value }) => {
    if (deps.isSigned(value)) deps.heard.keep(value);
  });
