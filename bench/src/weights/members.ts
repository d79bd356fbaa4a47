import type { Hex } from "@pha/codec";
import { clusters, maxMembers } from "@pha/runtime/spec";
import { accountOf, TestEnclave, type TestLedger } from "@pha/runtime/testing";
import { type Changes, ids } from "./cases.ts";

export const miner = new TestEnclave("miner", "Miner");
export const others = ids("member", maxMembers - 1);

/** A cluster of Bob's with as many members and applicants as it can have; the miner is not among them. */
export function putCluster(ledger: TestLedger, id: number, members: readonly Hex[], applicants: readonly Hex[] = []) {
  const owner = accountOf("Bob");
  ledger.of(clusters).clusters.put(id, { owner, minMembers: 1, open: true, members, applicants });
}
export const fullCluster: Changes = (ledger) => putCluster(ledger, 0, [...others, miner.identity]);
