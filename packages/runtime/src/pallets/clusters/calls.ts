import { implement } from "@pha/frame";
import { workerOf } from "../attestation/workers.ts";
import { endWaiting, expectRoomFor, getCluster, ownCluster, removeWorker } from "./members.ts";
import { clusters, maxMembers } from "./spec.ts";

const { errors } = clusters;

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
    expectRoomFor(cluster, identity);
    const waitsAt = state.waiting.get(identity);
    if (!cluster.open && waitsAt !== undefined) throw errors.Waiting({ cluster: waitsAt });

    emit.Applied({ cluster: id, identity });
    if (cluster.open) {
      state.clusters.put(id, { ...cluster, members: [...members, identity] });
      emit.Admitted({ cluster: id, identity });
      return;
    }
    state.clusters.put(id, { ...cluster, applicants: [...applicants, identity] });
    state.waiting.put(identity, id);
  },

  admit(context, { cluster: id, identity }) {
    const { caller, state, emit } = context;
    const cluster = ownCluster(context, id, caller);
    if (!cluster.applicants.includes(identity)) throw errors.NotApplied();

    const applicants = cluster.applicants.filter((applicant) => applicant !== identity);
    state.clusters.put(id, { ...cluster, applicants, members: [...cluster.members, identity] });
    endWaiting(context, id, identity);
    emit.Admitted({ cluster: id, identity });
  },

  withdraw(context, { cluster: id, identity }) {
    const { applicants } = getCluster(context, id);
    if (!workerOf(context, identity, "Miner", context.caller)) throw errors.NotMiner();
    if (!applicants.includes(identity)) throw errors.NotApplied();
    removeWorker(context, id, identity);
  },

  remove(context, { cluster: id, identity }) {
    const { members, applicants } = ownCluster(context, id, context.caller);
    if (!members.includes(identity) && !applicants.includes(identity)) throw errors.NotMember();
    if (context.state.lent.has(id, identity)) throw errors.Lent();
    removeWorker(context, id, identity);
  },
});
