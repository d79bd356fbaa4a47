import type { AccountId } from "@pha/codec";
import { implement, type PalletAccess } from "@pha/frame";
import { workerOf } from "../attestation/workers.ts";
import { type Cluster, clusters, maxMembers } from "./spec.ts";

const { errors } = clusters;

type Access = PalletAccess<typeof clusters>;

/** @throws `Clusters.UnknownCluster` */
function getCluster({ state }: Access, id: number): Cluster {
  const cluster = state.clusters.get(id);
  if (!cluster) throw errors.UnknownCluster({ cluster: id });
  return cluster;
}

/** @throws `Clusters.UnknownCluster`, `Clusters.NotOwner` */
function ownCluster(access: Access, id: number, caller: AccountId): Cluster {
  const cluster = getCluster(access, id);
  if (cluster.owner !== caller) throw errors.NotOwner();
  return cluster;
}

export const clustersCalls = implement(clusters, {
  create({ caller, state, emit }, { minMembers }) {
    if (minMembers < 1 || minMembers > maxMembers) throw errors.BadMinimum({ minMembers });
    const cluster = state.count.get();
    state.count.put(cluster + 1);
    state.clusters.put(cluster, { owner: caller, minMembers, open: false, members: [], applicants: [] });
    emit.Created({ cluster, owner: caller });
  },

  apply(context, { cluster: id, identity }) {
    const { caller, state, emit } = context;
    const cluster = getCluster(context, id);
    if (!workerOf(context, identity, "Miner", caller)) throw errors.NotMiner();
    const { members, applicants } = cluster;
    if (members.includes(identity) || applicants.includes(identity)) throw errors.AlreadyThere();
    if (members.length + applicants.length >= maxMembers) throw errors.Full({ max: maxMembers });

    emit.Applied({ cluster: id, identity });
    if (cluster.open) {
      state.clusters.put(id, { ...cluster, members: [...members, identity] });
      emit.Admitted({ cluster: id, identity });
    } else state.clusters.put(id, { ...cluster, applicants: [...applicants, identity] });
  },

  admit(context, { cluster: id, identity }) {
    const { caller, state, emit } = context;
    const cluster = ownCluster(context, id, caller);
    if (!cluster.applicants.includes(identity)) throw errors.NotApplied();

    const applicants = cluster.applicants.filter((applicant) => applicant !== identity);
    state.clusters.put(id, { ...cluster, applicants, members: [...cluster.members, identity] });
    emit.Admitted({ cluster: id, identity });
  },

  remove(context, { cluster: id, identity }) {
    const { caller, state, emit } = context;
    const cluster = ownCluster(context, id, caller);
    const without = (list: readonly string[]) => list.filter((entry) => entry !== identity) as Cluster["members"];
    if (!cluster.members.includes(identity) && !cluster.applicants.includes(identity)) throw errors.NotMember();

    state.clusters.put(id, {
      ...cluster,
      members: without(cluster.members),
      applicants: without(cluster.applicants),
    });
    if (cluster.members.includes(identity)) state.removals.put(id, state.removals.get(id) + 1);
    emit.Removed({ cluster: id, identity });
  },
});
