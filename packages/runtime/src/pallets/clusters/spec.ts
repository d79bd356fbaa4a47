import { AccountId, bool, H256, struct, type TypeOf, u32, vec, versioned } from "@pha/codec";
import { call, definePallet, event, genesisPart, map, value } from "@pha/frame";

/** At most this many workers share a cluster. */
export const maxMembers = 64;

const identities = vec(H256, { max: maxMembers });

/** Workers that share contracts and hold the same contract state. */
export const Cluster = versioned({
  owner: AccountId,
  /** A majority never counts fewer members than this. */
  minMembers: u32,
  /** Whether every registered miner that applies is admitted. Only a development genesis has such a cluster. */
  open: bool,
  members: identities,
  applicants: identities,
});
export type Cluster = TypeOf<typeof Cluster>;

/** Members that contracts lacked reports of: how many contracts do now, and since which tick that is so. */
export const Behind = vec(struct({ identity: H256, contracts: u32, since: u32 }), { max: maxMembers });
export type Behind = TypeOf<typeof Behind>;

export const clusters = definePallet("Clusters", 10, {
  doc: "Which workers share which contracts.",
  /** Clusters that exist from the beginning, with nobody in them. */
  genesis: genesisPart(vec(struct({ owner: AccountId, minMembers: u32, open: bool }), { max: 1_024 }), []),
  storage: {
    count: value(u32, { initial: 0, doc: "Number of clusters; ids count from 0." }),
    clusters: map(u32, Cluster, { hasher: "Twox64Concat", overflow: "Full", doc: "Clusters by id." }),
    removals: map(u32, u32, {
      hasher: "Twox64Concat",
      initial: 0,
      doc: "How often a member was taken out of a cluster: its contracts go on with keys that it was not given.",
    }),
    behind: map(u32, Behind, {
      hasher: "Twox64Concat",
      initial: [],
      overflow: "Full",
      doc: "Members of a cluster that are, or were, not up to date with all of its contracts.",
    }),
    lent: map([u32, H256], bool, {
      initial: false,
      doc: "Members that belong to a cluster by a lease: they leave when it ends.",
    }),
    waiting: map(H256, u32, {
      doc: "The cluster at which a worker waits to be admitted: it waits at one, so that few workers fill no others.",
    }),
  },
  calls: {
    create: call(0, "signed", { minMembers: u32 }, "Creates a cluster owned by the caller."),
    apply: call(
      1,
      "signed",
      { cluster: u32, identity: H256 },
      "Asks that a registered miner of the caller be admitted.",
    ),
    admit: call(2, "signed", { cluster: u32, identity: H256 }, "Admits an applicant; by the cluster's owner."),
    remove: call(3, "signed", { cluster: u32, identity: H256 }, "Removes a worker; by the cluster's owner."),
    withdraw: call(
      4,
      "signed",
      { cluster: u32, identity: H256 },
      "Takes back that a miner of the caller waits to be admitted.",
    ),
  },
  events: {
    Created: event(0, { cluster: u32, owner: AccountId }, "A cluster was created."),
    Applied: event(1, { cluster: u32, identity: H256 }, "A worker asks to be admitted."),
    Admitted: event(2, { cluster: u32, identity: H256 }, "A worker belongs to the cluster now."),
    Removed: event(3, { cluster: u32, identity: H256 }, "A worker no longer belongs to the cluster."),
  },
  errors: {
    UnknownCluster: { index: 0, kind: "not-found", doc: "There is no such cluster." },
    NotOwner: { index: 1, kind: "forbidden", doc: "Only the cluster's owner may do this." },
    NotMiner: { index: 2, kind: "forbidden", doc: "The identity is not a registered miner of the caller." },
    AlreadyThere: { index: 3, kind: "conflict", doc: "The worker is a member or has applied already." },
    NotApplied: { index: 4, kind: "conflict", doc: "The worker has not applied." },
    NotMember: { index: 5, kind: "not-found", doc: "The worker is not a member of the cluster." },
    Full: { index: 6, kind: "limit", doc: "The cluster has no room for more workers." },
    Lent: { index: 8, kind: "conflict", doc: "The worker is there by a lease: end that, and it leaves." },
    Waiting: {
      index: 9,
      kind: "conflict",
      doc: "The worker waits to be admitted to another cluster, which is named: its operator withdraws that first.",
    },
    BadMinimum: { index: 7, kind: "invalid", doc: "A cluster asks for 1 to 64 members." },
  },
});
