import { CodedError } from "@pha/codec";
import type { Bus, Subscribed } from "@pha/service-kit/bus";
import type { Logger } from "@pha/service-kit/log";
import { subjects } from "@pha/wire";
import { fetchProposal } from "../finality/fetch-proposal.ts";
import type { Follower } from "../finality/follower.ts";
import type { Validator } from "../voting/validator.ts";

/** Hears `blockAnnounced`: proposals that are too large to be told are asked for, unless they are known already. */
export function hearBlockAnnounced(deps: {
  readonly bus: Bus;
  readonly validator: Validator;
  readonly follower: Follower;
  readonly log: Logger;
}): Subscribed {
  const { bus, validator, follower, log } = deps;
  return bus.subscribe(subjects.blockAnnounced, {}, async ({ value: { number, hash } }) => {
    follower.heard();
    if (number <= validator.certified.number) return;
    try {
      await validator.propose(validator.find(hash) ?? (await fetchProposal(bus, number)));
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      log.debug({ number, code: error.code }, "proposal not fetched"); // it is announced again
    }
  });
}
