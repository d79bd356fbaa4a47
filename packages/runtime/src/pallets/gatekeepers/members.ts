import type { Hex } from "@pha/codec";
import type { Env } from "@pha/frame";
import { tickOf } from "../timestamp/clock.ts";
import { startNext, startRound } from "./dkg.ts";
import { generationInUse } from "./sharing.ts";
import { gatekeepers, type Member, maxGatekeepers } from "./spec.ts";

const { errors } = gatekeepers;

/** Who gets a seat, and who loses one. */
export interface SeatChange {
  readonly joining: readonly Hex[];
  readonly leaving: readonly Hex[];
}

/**
 * Gives and takes seats, all at once. Whoever joins has the lowest number that is free: the one that makes them enough
 * begins key generation, those after it have the key shared anew, as those have who leave.
 *
 * @throws `Gatekeepers.AlreadyMember`, `Gatekeepers.NotMember`, `Gatekeepers.Full`, `Gatekeepers.TooFew`
 */
export function changeSeats(env: Env, { joining, leaving }: SeatChange): void {
  const { state, emit } = env.of(gatekeepers);
  const before = state.members.get();
  const left = leaving.map((identity) => memberIn(before, identity));
  const members = before.filter((member) => !left.includes(member));
  const size = members.length + joining.length;
  if (left.length > 0 && size < 2) throw errors.TooFew();
  if (size > maxGatekeepers) throw errors.Full({ size: maxGatekeepers });
  const joined: Member[] = [];
  for (const identity of joining) {
    if (before.some((member) => member.identity === identity)) throw errors.AlreadyMember();
    joined.push({ identity, index: freeNumber([...members, ...joined]) });
  }

  state.members.put([...members, ...joined].sort((a, b) => a.index - b.index));
  for (const { identity } of left) state.left.put(identity, { generation: generationInUse(state), tick: tickOf(env) });
  for (const member of left) emit.MemberLeft(member);
  for (const member of joined) emit.MemberJoined(member);
  shareAnew(env);
}

/** The one with this identity. @throws `Gatekeepers.NotMember` */
export function memberIn<M extends Member>(members: readonly M[], identity: Hex): M {
  const member = members.find((one) => one.identity === identity);
  if (!member) throw errors.NotMember();
  return member;
}

function freeNumber(members: readonly Member[]): number {
  const taken = members.map(({ index }) => index);
  return Array.from({ length: maxGatekeepers }, (_, i) => i + 1).find((i) => !taken.includes(i)) as number;
}

function shareAnew(env: Env): void {
  const { state } = env.of(gatekeepers);
  const { generation, phase } = state.dkg.get();
  if (phase.type !== "Waiting") startNext(env);
  else if (state.members.get().length >= state.config.get().size) startRound(env, generation, 0);
}
