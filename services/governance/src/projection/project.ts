import { decode, type JsonContext, struct, toJson } from "@pha/codec";
import type { AnyPallet, EventSpec } from "@pha/frame";
import { blockTime, headerHash } from "@pha/light-client";
import { pallets } from "@pha/runtime/spec";
import type { Db } from "@pha/service-kit/db";
import type { FinalizedBlock } from "@pha/service-kit/follow";
import { delegations, events, head, proposals, referenda, tips, voters } from "../db/schema.ts";
import type { Telemetry } from "../telemetry.ts";
import { bodyRules } from "./bodies.ts";
import type { Before, Rule } from "./event.ts";
import { moneyRules } from "./money.ts";
import { proposalRules } from "./proposals.ts";
import { referendumRules } from "./referenda.ts";
import { voteRules } from "./votes.ts";

const keyOf = ({ pallet, name }: { readonly pallet: string; readonly name: string }) => `${pallet}.${name}`;

const rules = new Map(
  [...proposalRules, ...referendumRules, ...voteRules, ...bodyRules, ...moneyRules].map((rule): [string, Rule] => [
    keyOf(rule),
    rule,
  ]),
);

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
    const before: Before = { launching: undefined };
    let kept = 0;
    for (const [index, { extrinsic, pallet, name, data }] of block.events.entries()) {
      const rule = rules.get(keyOf({ pallet, name }));
      if (!rule) continue;
      const type = struct(specOf(rule).fields);
      const value = decode(type, data) as never;
      const fields = JSON.stringify(toJson(type, value, json));
      const topic = rule.topic(value);
      if (topic === undefined) continue;
      await tx.insert(events).values({ block: number, index, extrinsic, timeMs, pallet, name, topic, fields });
      kept++;
      await rule.write?.(tx, value, { block: number, extrinsic }, before);
    }
    const row = { number, hash: headerHash(block.header), timeMs };
    await tx.insert(head).values(row).onConflictDoUpdate({ target: head.id, set: row });
    telemetry.projected({ number, events: kept });
  };

function specOf({ pallet, name }: Rule): EventSpec {
  const spec = pallets.find((one: AnyPallet) => one.name === pallet)?.events as Readonly<Record<string, EventSpec>>;
  return spec[name] as EventSpec;
}

/** Empties all tables that follow from the chain. */
export async function clear(tx: Db): Promise<void> {
  for (const table of [head, events, proposals, referenda, tips, voters, delegations]) await tx.delete(table);
}
