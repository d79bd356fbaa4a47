import type { Hex } from "@pha/codec";
import { type Cluster, clusters, maxMembers } from "@pha/runtime/spec";
import { accountOf, TestEnclave, type TestLedger } from "@pha/runtime/testing";
import { type Changes, ids } from "./cases.ts";

export const miner = new TestEnclave("miner", "Miner");
export const others = ids("member", maxMembers - 1);

/** A cluster of Bob's with as many members and applicants as it can have; the miner is not among them. */
export function putCluster(ledger: TestLedger, id: number, members: readonly Hex[], applicants: readonly Hex[] = []) {
  const owner = accountOf("Bob");
  const all = [...others, miner.identity].map((identity) => ({ identity, contracts: 2, since: 0 }));
  ledger.of(clusters).behind.put(id, all);
  ledger.of(clusters).clusters.put(id, { owner, minMembers: 1, open: true, members, applicants });
}
export const fullCluster: Changes = (ledger) => putCluster(ledger, 0, [...others, miner.identity]);

/** The same, for whom its owner admits; applicants wait there. */
export function closeCluster(ledger: TestLedger, members: readonly Hex[], applicants: readonly Hex[] = []) {
  putCluster(ledger, 0, members, applicants);
  const { clusters: all, waiting } = ledger.of(clusters);
  all.put(0, { ...(all.get(0) as Cluster), open: false });
  for (const identity of applicants) waiting.put(identity, 0);
}
