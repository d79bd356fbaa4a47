import type { Hex } from "@pha/codec";
import { BEACON_DST, beaconMessage, beaconSeed, combinePartials, verifyBls } from "@pha/crypto";
import { type ArgsOf, implement } from "@pha/frame";
import type { JudgeEnv } from "../../pallet.ts";
import { drawRound } from "../computation/rounds.ts";
import { groupKeyOf } from "../gatekeepers/sharing.ts";
import { gatekeepers } from "../gatekeepers/spec.ts";
import { areOfRound, nextRound } from "./rounds.ts";
import { beacon, type Parts } from "./spec.ts";

const { errors } = beacon;

/**
 * The member that speaks of a round, and what was said of it before. What was signed with a share of another sharing says
 * nothing of the member, nor is it asked no more.
 *
 * @throws `Beacon.NotMember`, `Beacon.OtherSharing`, `Beacon.NotDue`, `Beacon.AlreadySpoken`
 */
function speaker(
  env: JudgeEnv,
  enclave: Hex,
  { round, generation, sharing }: Omit<ArgsOf<typeof beacon, "sign">, "part">,
) {
  const { state } = env.of(beacon);
  const group = groupKeyOf(env.of(gatekeepers).state);
  const member = group?.publicShares.find(({ identity }) => identity === enclave);
  if (!group || !member) throw errors.NotMember();
  if (group.generation !== generation || group.round !== sharing)
    throw errors.OtherSharing({ generation: group.generation, sharing: group.round });
  const next = nextRound(state);
  if (next?.round !== round || env.block.number < next.dueAt) throw errors.NotDue({ ...next });
  const known = state.parts.get();
  // After a new sharing all speak again.
  const before: Parts = areOfRound(known, round, group) ? known : { round, generation, sharing, spoken: [], parts: [] };
  if (before.spoken.includes(member.index)) throw errors.AlreadySpoken();
  return { group, member, before };
}

/** A part is asked for once a round. */
export function judgeSign(env: JudgeEnv, enclave: Hex, said: ArgsOf<typeof beacon, "sign">): undefined {
  speaker(env, enclave, said);
}

export const beaconCalls = implement(beacon, {
  sign(context, said) {
    const { state, emit, block } = context;
    const { round, part } = said;
    const { group, member, before } = speaker(context, context.caller.identity, said);
    const { index, share } = member;
    const message = beaconMessage({ genesisHash: block.genesisHash, generation: group.generation, round });
    const spoken = [...before.spoken, index];
    if (!verifyBls(share, BEACON_DST, message, part)) {
      state.parts.put({ ...before, spoken });
      emit.BadPart({ round, index });
      return;
    }
    const parts = [...before.parts, { index, signature: part }];
    if (parts.length < group.threshold) {
      state.parts.put({ ...before, spoken, parts });
      return;
    }
    // Parts that hold under public shares of one polynomial add up to what holds under the master key.
    const partials = parts.map((each) => ({ id: each.index, signature: each.signature }));
    const whole = combinePartials(partials, group.threshold);
    const seed = beaconSeed(whole);
    state.last.put({ round, generation: group.generation, at: block.number, signature: whole, seed });
    state.parts.remove();
    emit.RoundSigned({ round, seed });
    drawRound(context, round, seed);
  },
});
