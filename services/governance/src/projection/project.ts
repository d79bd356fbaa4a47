import { decode, type JsonContext, toJson } from "@pha/codec";
import { blockTime, headerHash } from "@pha/light-client";
import type { Db } from "@pha/service-kit/db";
import type { FinalizedBlock } from "@pha/service-kit/follow";
import {
  childBounties,
  closings,
  delegations,
  events,
  head,
  houseDays,
  proposals,
  referenda,
  stakeBatches,
  stakeMoves,
  stakeOwners,
  stakePayments,
  tips,
  voters,
  workerDays,
} from "../db/schema.ts";
import type { Telemetry } from "../telemetry.ts";
import { bodyRules } from "./bodies.ts";
import { descriptionRules } from "./descriptions.ts";
import type { Launch, Rule } from "./event.ts";
import { moneyRules } from "./money.ts";
import { parameterRules } from "./parameters.ts";
import { poolRules } from "./pools.ts";
import { proposalRules } from "./proposals.ts";
import { referendumRules } from "./referenda.ts";
import { stakeRules } from "./stakes.ts";
import { vaultRules } from "./vaults.ts";
import { voteRules } from "./votes.ts";
import { workerRules } from "./workers.ts";

const keyOf = ({ pallet, name }: { readonly pallet: string; readonly name: string }) => `${pallet}.${name}`;

const all: readonly Rule[] = [
  ...[...proposalRules, ...referendumRules, ...descriptionRules, ...voteRules],
  ...[...bodyRules, ...moneyRules, ...parameterRules],
  ...[...stakeRules, ...poolRules, ...vaultRules, ...workerRules],
];

/** What is kept, by pallet and event. */
export const rules: ReadonlyMap<string, Rule> = new Map(all.map((rule) => [keyOf(rule), rule]));

export interface ProjectDeps {
  readonly json: JsonContext;
  readonly telemetry: Telemetry;
}

/** Writes what follows from one finalized block, in its events' order: the log of events, and what they change. */
export const projectWith =
  ({ json, telemetry }: ProjectDeps) =>
  async (tx: Db, block: FinalizedBlock): Promise<void> => {
    const { number } = block.header;
    const { timeMs } = blockTime(block.header);
    const launch: Launch = { of: undefined };
    let kept = 0;
    for (const [index, { extrinsic, pallet, name, data }] of block.events.entries()) {
      const rule = rules.get(keyOf({ pallet, name }));
      if (!rule) continue;
      const value = decode(rule.type, data) as never;
      const fields = JSON.stringify(toJson(rule.type, value, json));
      const topic = rule.topic?.(value);
      if (rule.topic && topic === undefined) continue;
      if (topic !== undefined) {
        await tx.insert(events).values({ block: number, index, extrinsic, timeMs, pallet, name, topic, fields });
        kept++;
      }
      await rule.write?.(tx, value, { block: number, index, timeMs, extrinsic }, launch);
    }
    const row = { number, hash: headerHash(block.header), timeMs };
    await tx.insert(head).values(row).onConflictDoUpdate({ target: head.id, set: row });
    telemetry.projected({ number, events: kept });
  };

/** Whether a block is the one after that which the tables are at. */
export async function goesOn(tx: Db, { header: { parentHash } }: FinalizedBlock): Promise<boolean> {
  const [at] = await tx.select({ hash: head.hash }).from(head);
  return at === undefined || at.hash === parentHash;
}

/** The same where the chain itself was put back: numbers of motions come again, and mean others. */
export async function clearHistory(tx: Db): Promise<void> {
  await clear(tx);
  await tx.delete(closings);
}

/** Empties all tables that follow from the chain. */
export async function clear(tx: Db): Promise<void> {
  for (const table of [head, events, proposals, referenda, tips, childBounties, voters, delegations])
    await tx.delete(table);
  for (const table of [stakeOwners, stakeMoves, stakeBatches, stakePayments, houseDays, workerDays])
    await tx.delete(table);
}
