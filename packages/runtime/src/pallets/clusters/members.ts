import type { AccountId, Hex } from "@pha/codec";
import type { Env } from "@pha/frame";
import { tickOf } from "../timestamp/clock.ts";
import { withChange } from "./behind.ts";
import { type Cluster, clusters, maxMembers } from "./spec.ts";

const { errors } = clusters;

/** @throws `Clusters.UnknownCluster` */
export function getCluster(env: Env, id: number): Cluster {
  const cluster = env.of(clusters).state.clusters.get(id);
  if (!cluster) throw errors.UnknownCluster({ cluster: id });
  return cluster;
}

/** @throws `Clusters.UnknownCluster`, `Clusters.NotOwner` */
export function ownCluster(env: Env, id: number, caller: AccountId): Cluster {
  const cluster = getCluster(env, id);
  if (cluster.owner !== caller) throw errors.NotOwner();
  return cluster;
}

/** @throws `Clusters.AlreadyThere`, `Clusters.Full` */
export function expectRoomFor({ members, applicants }: Cluster, identity: Hex): void {
  if (members.includes(identity) || applicants.includes(identity)) throw errors.AlreadyThere();
  if (members.length + applicants.length >= maxMembers) throw errors.Full({ max: maxMembers });
}

/** Notes that a worker waits at a cluster no more; of versions of the ledger before, it may be noted to wait nowhere. */
export function endWaiting(env: Env, id: number, identity: Hex): void {
  const { waiting } = env.of(clusters).state;
  if (waiting.get(identity) === id) waiting.remove(identity);
}

/** Takes a worker out that is a member or waits: contracts go on with keys that a member was not given. */
export function removeWorker(env: Env, id: number, identity: Hex): void {
  const { state, emit } = env.of(clusters);
  const cluster = getCluster(env, id);
  const without = (list: readonly Hex[]) => list.filter((entry) => entry !== identity);
  const { members, applicants } = cluster;
  state.clusters.put(id, { ...cluster, members: without(members), applicants: without(applicants) });
  if (applicants.includes(identity)) endWaiting(env, id, identity);
  const behind = state.behind.get(id);
  if (behind.some((one) => one.identity === identity))
    state.behind.put(
      id,
      behind.filter((one) => one.identity !== identity),
    );
  if (members.includes(identity)) state.removals.put(id, state.removals.get(id) + 1);
  emit.Removed({ cluster: id, identity });
}

/**
 * Has a worker belong to a cluster whose owner does not remove it: until {@link takeBack}.
 *
 * @throws `Clusters.UnknownCluster`, `Clusters.AlreadyThere`, `Clusters.Full`
 */
export function lendTo(env: Env, id: number, identity: Hex): void {
  const { state, emit } = env.of(clusters);
  const cluster = getCluster(env, id);
  expectRoomFor(cluster, identity);
  state.clusters.put(id, { ...cluster, members: [...cluster.members, identity] });
  state.lent.put(id, identity, true);
  emit.Admitted({ cluster: id, identity });
}

/** A contract has lacked reports of some members for too long, and has got one of others after all. */
export function tellBehind(
  env: Env,
  id: number,
  { fell, rose }: { readonly fell: readonly Hex[]; readonly rose: readonly Hex[] },
): void {
  const { behind, clusters: all } = env.of(clusters).state;
  const members = all.get(id)?.members ?? [];
  const tick = tickOf(env);
  const changed = withChange(withChange(behind.get(id), fell, 1, tick), rose, -1, tick);
  behind.put(
    id,
    changed.filter(({ identity }) => members.includes(identity)),
  );
}

/** Takes a worker out that was lent, if it is there: a new network's clusters have nobody in them. */
export function takeBack(env: Env, id: number, identity: Hex): void {
  const { state } = env.of(clusters);
  if (!state.lent.has(id, identity)) return;
  state.lent.remove(id, identity);
  removeWorker(env, id, identity);
}
