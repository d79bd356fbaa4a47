import type { Hex } from "@pha/codec";
import type { Env } from "@pha/frame";
import { startNext, startRound } from "./dkg.ts";
import { gatekeepers, maxGatekeepers } from "./spec.ts";

const { errors } = gatekeepers;

/**
 * Gives a gatekeeper a seat, with the lowest number that is free: the one that makes them enough begins key generation,
 * those after it have the key shared anew.
 *
 * @throws `Gatekeepers.AlreadyMember`, `Gatekeepers.Full`
 */
export function seat(env: Env, identity: Hex): void {
  const { state, emit } = env.of(gatekeepers);
  const members = state.members.get();
  if (members.some((member) => member.identity === identity)) throw errors.AlreadyMember();
  if (members.length >= maxGatekeepers) throw errors.Full({ size: maxGatekeepers });

  const taken = members.map(({ index }) => index);
  const index = Array.from({ length: maxGatekeepers }, (_, i) => i + 1).find((i) => !taken.includes(i)) as number;
  state.members.put([...members, { identity, index }].sort((a, b) => a.index - b.index));
  emit.MemberJoined({ identity, index });
  shareAnew(env);
}

/**
 * Takes a gatekeeper's seat; the key is shared anew without it.
 *
 * @throws `Gatekeepers.NotMember`, `Gatekeepers.TooFew`
 */
export function unseat(env: Env, identity: Hex): void {
  const { state, emit } = env.of(gatekeepers);
  const members = state.members.get();
  const member = members.find((one) => one.identity === identity);
  if (!member) throw errors.NotMember();
  if (members.length <= 2) throw errors.TooFew();

  state.members.put(members.filter((one) => one !== member));
  emit.MemberLeft(member);
  shareAnew(env);
}

function shareAnew(env: Env): void {
  const { state } = env.of(gatekeepers);
  const { generation, phase } = state.dkg.get();
  if (phase.type !== "Waiting") startNext(env);
  else if (state.members.get().length >= state.config.get().size) startRound(env, generation, 0);
}
