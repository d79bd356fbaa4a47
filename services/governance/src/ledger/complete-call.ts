import { encode, type Hex, inField, type Json, type JsonContext, toJson } from "@pha/codec";
import { type Call, readState, type StateView } from "@pha/frame";
import {
  Bounded,
  bodies,
  boundedOf,
  type Collective,
  collectiveLimits,
  elections,
  hashOfProposal,
  lengthOfMotion,
  RuntimeCall,
} from "@pha/runtime/spec";

/** Arguments of a call in JSON. */
type Args = Readonly<Record<string, Json>>;

/** Bytes by their hash, which the ledger needs to dispatch what is proposed by that. */
export interface Preimage {
  readonly hash: Hex;
  readonly bytes: Uint8Array;
}

/** Forms in which the ledger keeps a call. */
const stored = ["Legacy", "Inline", "Lookup"];

/**
 * Adds what follows from the others where it was left out of a call's arguments: bounds, counts, the number of a motion.
 * A call that is put to a referendum may be given as it is: a long one becomes its hash, and its bytes are told.
 */
export function completeCall(
  state: StateView,
  { pallet, call, args }: { readonly pallet: string; readonly call: string; readonly args: Args },
  context: JsonContext,
): { readonly args: Args; readonly preimage: Preimage | undefined } {
  const done = (more: Args, preimage?: Preimage) => ({ args: { ...more, ...args, ...proposalOf(more) }, preimage });
  if (pallet === "Democracy" && isCall(args["proposal"])) {
    const { bounded, bytes } = boundedOf(callFrom(args["proposal"], context));
    const preimage = bounded.type === "Inline" ? undefined : { hash: hashOfProposal(bounded), bytes };
    return done({ proposal: toJson(Bounded, bounded, context) }, preimage);
  }
  const body = Object.values<Collective>(bodies).find(({ name }) => name === pallet);
  if (body && args["proposal"] !== undefined && (call === "propose" || call === "execute"))
    return done({ length_bound: encode(RuntimeCall, callFrom(args["proposal"], context)).length });
  if (body && call === "vote") return done(motion(state, body, args["proposal"]));
  if (body && call === "close")
    return done({ ...motion(state, body, args["proposal_hash"]), ...bounds(state, body, args) });
  if (pallet === "Elections" && call === "submit_candidacy")
    return done({ candidate_count: readState(elections, state).candidates.get().length });
  return done({});
}

/** What replaces an argument that was given. */
const proposalOf = ({ proposal }: Args): Args => (proposal === undefined ? {} : { proposal });

const isCall = (proposal: Json | undefined): proposal is Json =>
  typeof proposal === "object" && proposal !== null && "type" in proposal && !stored.includes(String(proposal["type"]));

const callFrom = (call: Json, context: JsonContext): Call =>
  inField("args", () => inField("proposal", () => RuntimeCall.fromJson(call, context)));

const isHash = (given: Json | undefined): given is Hex => typeof given === "string" && /^0x[0-9a-f]{64}$/.test(given);

function motion(state: StateView, body: Collective, hash: Json | undefined): Args {
  const votes = isHash(hash) ? readState(body, state).voting.get(hash) : undefined;
  return votes ? { index: votes.index } : {};
}

/** What every call that a body may decide on keeps within. What it does not weigh is paid back. */
function bounds(state: StateView, body: Collective, { proposal_hash: hash }: Args): Args {
  const length_bound = isHash(hash) ? lengthOfMotion(state, body, hash) : undefined;
  const { ref_time, proof_size } = collectiveLimits.weight;
  const proposal_weight_bound = { ref_time: String(ref_time), proof_size: String(proof_size) };
  return { proposal_weight_bound, ...(length_bound !== undefined && { length_bound }) };
}
