import type { Hex } from "@pha/codec";
import type { Env } from "@pha/frame";
import { dayTicks, saturatingAdd } from "../../numbers.ts";
import { attestation } from "../attestation/spec.ts";
import { standingOf } from "../attestation/standing.ts";
import { startGeneration } from "../gatekeepers/dkg.ts";
import { changeSeats } from "../gatekeepers/members.ts";
import { generationInUse, groupKeyOf } from "../gatekeepers/sharing.ts";
import { gatekeepers, maxGenerations } from "../gatekeepers/spec.ts";
import { tickOf } from "../timestamp/clock.ts";
import { chooseSeats } from "./choose.ts";
import { fewestSeats } from "./limits.ts";
import { gatekeeperElection } from "./spec.ts";
import type { Candidacy } from "./types.ts";

/** In which contracts have gone over to another generation of the master key, if their workers are there: most in a minute. */
const ticksToGoOver = 2 * dayTicks;

/** Whether gatekeepers are elected here. */
const isOn = (env: Env): boolean => env.of(gatekeeperElection).state.figures.get().seats >= fewestSeats;

/**
 * Whether seats are to change now: the era is over, the key is shared among those who have seats, and contracts have had
 * time to go over to it from a generation before, which nobody who is new has a part of.
 */
export function isDue(env: Env): boolean {
  const tick = tickOf(env);
  if (!isOn(env) || tick < env.of(gatekeeperElection).state.era.get().due) return false;
  const { state } = env.of(gatekeepers);
  if (state.dkg.get().phase.type !== "Done") return false;
  return generationInUse(state) === state.ended.get() || tick >= saturatingAdd(state.madeAt.get(), ticksToGoOver);
}

/**
 * Ends an era: seats change as the list says, a third of them at most, or else, in its time, another master key is made.
 * The next election is an era later. From the first one on a seat is nobody's for the asking.
 */
export function changeEra(env: Env): void {
  const { state, emit } = env.of(gatekeeperElection);
  const { seats } = state.figures.get();
  const { open, members: all } = env.of(gatekeepers).state;
  const members = all.get();
  if (open.get()) open.put(false);
  const isRenewed = isRenewalDue(env);
  const change = isRenewed
    ? { joining: [], leaving: [] }
    : chooseSeats(
        members.map(({ identity }) => identity),
        electable(env),
        seats,
      );
  const era = state.era.get().number + 1;
  state.era.put({ number: era, due: nextDue(env) });
  if (isRenewed) startGeneration(env, generationInUse(env.of(gatekeepers).state) + 1);
  else if (change.joining.length + change.leaving.length > 0) changeSeats(env, change);
  emit.EraBegan({ era, joined: change.joining, left: change.leaving });
}

/** Whether the master key is as old as it should become, and there is room for another generation. */
function isRenewalDue(env: Env): boolean {
  const { renewalTicks } = env.of(gatekeeperElection).state.figures.get();
  const { state } = env.of(gatekeepers);
  if (renewalTicks === 0 || tickOf(env) < saturatingAdd(state.madeAt.get(), renewalTicks)) return false;
  return generationInUse(state) + 1 - state.ended.get() < maxGenerations;
}

/** The era begins anew with other figures. */
export function beginEra(env: Env): void {
  const { era } = env.of(gatekeeperElection).state;
  era.put({ ...era.get(), due: nextDue(env) });
}

const nextDue = (env: Env): number =>
  saturatingAdd(tickOf(env), env.of(gatekeeperElection).state.figures.get().eraTicks);

/**
 * Candidates on the list whose enclaves count now and are still their operators', in order of stake; of those that have a
 * seat only who took part when the key was shared last.
 */
function electable(env: Env): Hex[] {
  const { state } = env.of(gatekeepers);
  const holders = groupKeyOf(state)?.publicShares.map(({ identity }) => identity) ?? [];
  const members = state.members.get().map(({ identity }) => identity);
  const { list, candidacies } = env.of(gatekeeperElection).state;
  const { workers, policy, platforms } = env.of(attestation).state;
  const identities = list.get().map(({ identity }) => identity);
  const rules = { policy: policy.get(), platforms: platforms.get() };
  const [all, found] = [candidacies.getMany(identities), workers.getMany(identities)];
  return identities.filter((identity, i) => {
    if (members.includes(identity) && !holders.includes(identity)) return false;
    const [candidacy, worker] = [all[i] as Candidacy, found[i]];
    if (worker?.role.type !== "Gatekeeper" || worker.operator !== candidacy.operator) return false;
    return standingOf(rules, worker, env.block.timeMs) === "valid";
  });
}
