import { defineErrors } from "@pha/codec";

/** Why the governance service does not answer, or does not start. */
export const errors = defineErrors("governance", {
  UnknownReferendum: {
    index: 0,
    kind: "not-found",
    doc: "There has been no such referendum up to this block; /v1/referenda lists them.",
  },
  CatchingUp: {
    index: 1,
    kind: "unavailable",
    doc: "The history of the chain is being read; the state of the block that it has come to is not kept any more.",
  },
  OtherNetwork: {
    index: 2,
    kind: "conflict",
    doc: "The database holds the governance of another network. Start with that one's spec and code, or with an empty database.",
  },
  ReferendumOver: {
    index: 3,
    kind: "conflict",
    doc: "The referendum is over: votes do nothing to it any more.",
  },
  PlaceAhead: {
    index: 4,
    kind: "not-found",
    doc: "The stream cannot go on behind a place that no finalized block has. Begin anew without Last-Event-ID.",
  },
  UnknownCall: { index: 5, kind: "not-found", doc: "Governance has no such call; GET /v1/calls lists them." },
  FarBehind: {
    index: 6,
    kind: "unavailable",
    doc: "The tables are far behind the newest finalized block; they catch up by themselves.",
  },
  BadHookUrl: {
    index: 8,
    kind: "invalid",
    doc: "A hook's URL begins with https:// or http://, has no name and password in it, and is not longer than 2,048 characters when all but ASCII is escaped.",
  },
  PrivateAddress: {
    index: 9,
    kind: "forbidden",
    doc: "The address is not of the public internet; GOVERNANCE_HOOKS_PRIVATE allows such.",
  },
  NotDelivered: { index: 10, kind: "unavailable", doc: "The receiver did not take the message." },
  UnknownHook: { index: 11, kind: "not-found", doc: "There is no such hook; GET /v1/hooks lists them." },
  TooManyHooks: { index: 12, kind: "limit", doc: "There may be no more hooks; DELETE /v1/hooks/:id makes room." },
  HooksOff: {
    index: 13,
    kind: "forbidden",
    doc: "Nobody manages hooks here: the service was started without GOVERNANCE_HOOKS_TOKEN.",
  },
  WrongToken: {
    index: 14,
    kind: "forbidden",
    doc: "Hooks are managed by who has the operator's token, sent as authorization: Bearer and the token.",
  },
  VoteDelegated: {
    index: 15,
    kind: "conflict",
    doc: "The account lets another one vote for it: it has no vote of its own until it has undelegated.",
  },
  PutBack: {
    index: 16,
    kind: "unavailable",
    doc: "The chain was put back behind what governance has: that is made again when the chain has come past it.",
  },
  UnknownBounty: {
    index: 17,
    kind: "not-found",
    doc: "There is no such bounty, or it is paid or closed; /v1/bounties lists them.",
  },
});
