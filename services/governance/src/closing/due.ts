import type { Hex, JsonContext } from "@pha/codec";
import { type Call, readState, type StateView } from "@pha/frame";
import { type Body, bodies, bodyNames, motionCall, motionVotes, RuntimeCall, system } from "@pha/runtime/spec";
import { completeCall } from "../ledger/complete-call.ts";
import type { Motion } from "../rules/motion.ts";

/** A motion that can be closed, and the call that does it. */
export interface DueMotion extends Motion {
  readonly hash: Hex;
  readonly call: Call;
}

/** What a state says of motions. */
export interface Standing {
  /** The state's block. */
  readonly now: number;
  readonly open: readonly Motion[];
  /** Those that are decided, or whose time is over, for the block after it. */
  readonly due: readonly DueMotion[];
}

export function readMotions(state: StateView, json: JsonContext): Standing {
  const now = readState(system, state).number.get();
  const open = bodyNames.flatMap((body) =>
    motionVotes(state, bodies[body], now).map((motion) => ({ ...motion, body })),
  );
  // Closing one that this version cannot read is left to who can.
  const due = open
    .filter(({ body, hash, outcome }) => outcome && motionCall(state, bodies[body], hash) !== undefined)
    .map(({ body, index, hash }) => ({ body, index, hash, call: closeCall(state, body, hash, json) }));
  return { now, open, due };
}

function closeCall(state: StateView, body: Body, hash: Hex, json: JsonContext): Call {
  const pallet = bodies[body].name;
  const { args } = completeCall(state, { pallet, call: "close", args: { proposal_hash: hash } }, json);
  return RuntimeCall.fromJson({ type: pallet, value: { type: "close", value: args } }, json);
}

/** Whether a motion is still open. */
export const isOpen = (state: StateView, { body, hash, index }: DueMotion): boolean =>
  readState(bodies[body], state).voting.get(hash)?.index === index;
