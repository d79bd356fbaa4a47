import { CodedError } from "@pha/codec";
import type { Bus, Subscribed } from "@pha/service-kit/bus";
import type { Logger } from "@pha/service-kit/log";
import { subjects } from "@pha/wire";
import { fetchProposal } from "../finality/fetch-proposal.ts";
import type { Validator } from "../voting/validator.ts";

/** Subscribes to `blockAnnounced`: requests a proposal that is too large for one event, unless it is known already. */
export function subscribeBlockAnnounced(deps: {
  readonly bus: Bus;
  readonly validator: Validator;
  readonly log: Logger;
}): Subscribed {
  const { bus, validator, log } = deps;
  return bus.subscribe(subjects.blockAnnounced, {}, async ({ value: { number, hash } }) => {
    if (number <= validator.certified.number) return;
    try {
      await validator.propose(validator.find(hash) ?? (await fetchProposal(bus, number)));
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      log.debug({ number, code: error.code }, "proposal not fetched"); // it is announced again
    }
  });
}
