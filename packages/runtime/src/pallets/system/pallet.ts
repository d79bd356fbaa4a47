import { storageKeys } from "@pha/frame";
import type { Header } from "@pha/light-client";
import { carry } from "../../carry-rules.ts";
import { joinPallet } from "../../pallet.ts";
import { systemCalls } from "./calls.ts";
import { systemGenesis } from "./genesis.ts";
import { systemQueries } from "./queries.ts";
import { blockHashCount, system } from "./spec.ts";

/** Number, hash of the parent, the hash that falls out of the window, events. */
function blockKeys({ number }: Header) {
  const of = storageKeys(system);
  const { blockHash } = of;
  const oldest = number - blockHashCount;
  return [
    of.number.key(),
    of.lastRuntimeUpgrade.key(),
    of.migration.key(),
    of.events.key(),
    blockHash.key(0),
    blockHash.key(number),
    ...(oldest > 0 ? [blockHash.key(oldest)] : []),
  ];
}

export const systemPallet = joinPallet(system, {
  calls: systemCalls,
  genesis: systemGenesis,
  units: { remark_with_event: { bytes: ({ remark }) => remark.length } },
  queries: systemQueries,
  carryOver: carry(system, {
    number: "ends",
    blockHash: "ends",
    events: "ends",
    network: (_, { network }) => network.name,
    salt: (salt, { network }) => network.salt ?? salt,
  }),
  touchedKeys: { block: blockKeys },
});
