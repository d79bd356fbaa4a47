import { type Hex, readState, type StateView } from "@pha/sdk";
import { attestation, clusters, computation, type Standing, stakePools, standingOf } from "@pha/sdk/pallets";

/** A worker of a cluster, as the ledger has it. */
export interface WorkerRow {
  readonly identity: Hex;
  readonly cluster: number;
  readonly attested: Standing | "none";
  readonly pool: number | undefined;
  /** P of its benchmark, which its pay follows. */
  readonly score: number | undefined;
  /** While it computes: V in PHA, what its pool was paid for it in plancks, and whether it answers. */
  readonly session:
    | { readonly v: number; readonly earned: bigint; readonly stake: bigint; readonly standing: string }
    | undefined;
}

/** V is kept as 2⁶⁴ times what it says. */
const wholeOf = (v: bigint): number => Number(v >> 54n) / 1_024;

/** The members of all clusters. */
export function readWorkers(state: StateView, nowMs: bigint): readonly WorkerRow[] {
  const all = readState(clusters, state);
  const { workers, policy, platforms } = readState(attestation, state);
  const { scores, sessions } = readState(computation, state);
  const pools = readState(stakePools, state).workers;
  const rules = { policy: policy.get(), platforms: platforms.get() };
  return Array.from({ length: all.count.get() }, (_, id) => id).flatMap((cluster) =>
    (all.clusters.get(cluster)?.members ?? []).map((identity) => {
      const worker = workers.get(identity);
      const session = sessions.get(identity);
      return {
        identity,
        cluster,
        attested: worker ? standingOf(rules, worker, nowMs) : "none",
        pool: pools.get(identity)?.pool,
        score: scores.get(identity)?.p,
        session: session && {
          v: wholeOf(session.v),
          earned: session.earned,
          stake: session.stake,
          standing: session.standing.type,
        },
      };
    }),
  );
}
