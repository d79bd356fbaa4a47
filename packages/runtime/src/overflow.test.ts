import { type Hex, u8 } from "@pha/codec";
import { Execution, type StorageItem, viewOf } from "@pha/frame";
import { describe, expect, it } from "vitest";
import { attestation } from "./pallets/attestation/spec.ts";
import { lockId } from "./pallets/balances/lock-id.ts";
import { balances } from "./pallets/balances/spec.ts";
import { clusters } from "./pallets/clusters/spec.ts";
import { contracts } from "./pallets/contracts/spec.ts";
import { gatekeepers } from "./pallets/gatekeepers/spec.ts";
import { pallets } from "./runtime-spec.ts";

const zero: Hex = `0x${"00".repeat(32)}`;
const env = new Execution(viewOf(new Map()), { number: 1, parentHash: zero, genesisHash: zero, timeMs: 1n }, new Map());
const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

/** Written by the executive and by genesis alone, from what was checked against the same bound; or by nobody. */
const uncalled = ["System.events", "Balances.reserves", "Validators.authors"];
/** Lists of what is newest, of who was drawn, or of what days leave: their code writes no more than that. */
const cut = [
  ...["Computation.sets", "Computation.rounds", "Computation.due", "Computation.open"],
  ...["GatekeeperElection.list", "GatekeeperElection.leaving"],
];

describe("a list that is too long", () => {
  it("has an error of its pallet, wherever calls write one", () => {
    const isList = ({ type: { meta } }: StorageItem) => meta.def.tag === "sequence" && meta.def.of.meta !== u8.meta;
    const silent = pallets.flatMap((pallet) =>
      Object.entries<StorageItem>(pallet.items)
        .filter(([, item]) => isList(item) && item.overflow === undefined)
        .map(([field]) => `${pallet.name}.${field}`),
    );
    expect(silent).toEqual([...uncalled, ...cut]);
  });

  it.each([
    [
      "Balances.TooManyLocks",
      () =>
        env.of(balances).state.locks.put(zero, times(51, { id: lockId("vote"), amount: 1n, reasons: { type: "All" } })),
    ],
    [
      "Balances.TooManyHolds",
      () =>
        env.of(balances).state.holds.put(zero, times(51, { id: attestation.holdReasons.WorkerDeposit, amount: 1n })),
    ],
    [
      "Contracts.TooManyVotes",
      () => env.of(contracts).state.keyVotes.put(zero, 0, times(65, { identity: zero, key: zero })),
    ],
    ["Gatekeepers.Full", () => env.of(gatekeepers).state.members.put(times(17, { identity: zero, index: 1 }))],
    [
      "Clusters.Full",
      () =>
        env.of(clusters).state.clusters.put(0, {
          owner: zero,
          minMembers: 1,
          open: false,
          members: times(65, zero),
          applicants: [],
        }),
    ],
  ])("is %s, and nothing is written", (code, write) => {
    expect(write).toThrow(expect.objectContaining({ code, kind: "limit" }));
    expect(env.overlay.changes().size).toBe(0);
  });
});
