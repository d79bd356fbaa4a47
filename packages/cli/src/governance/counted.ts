import { fromJson, type Json, struct, type TypeOf } from "@pha/codec";
import { democracy } from "@pha/runtime/spec";
import type { Network } from "@pha/sdk";
import { formatAmount } from "../amounts.ts";
import { table } from "../output.ts";
import { callJson, callText } from "./call-text.ts";
import type { Ended } from "./ended.ts";
import { readCall, type StoredCall } from "./stored-call.ts";

const Counted = struct(democracy.events.Counted.fields);

/** The votes that a referendum ended with, and what was voted on. */
type Count = Pick<TypeOf<typeof Counted>, "tally" | "electorate"> & { readonly stored: StoredCall };

/** What a referendum was counted with: by the chain's word. */
export async function findCount(network: Network, { referendum, end }: Ended): Promise<Count | undefined> {
  let before: Awaited<ReturnType<Network["findEvents"]>>["next"];
  do {
    const page = await network.findEvents({
      pallet: democracy.name,
      name: "Counted",
      from: end,
      to: end,
      before,
    });
    for (const { fields } of page.events) {
      const { ref_index, proposal, tally, electorate } = fromJson(Counted, fields);
      if (ref_index !== referendum) continue;
      const stored = await network.read((view) => readCall(view, proposal, new Map()));
      return { tally, electorate, stored };
    }
    before = page.next;
  } while (before !== undefined);
  return undefined;
}

export const countJson = (count: Count | undefined, network: Network): Readonly<Record<string, unknown>> =>
  count === undefined
    ? {}
    : { tally: count.tally, electorate: count.electorate, call: callJson(count.stored, network) as Json };

export function countLines(count: Count | undefined, network: Network): string[] {
  if (!count) return [];
  const { tally, electorate, stored } = count;
  return table([
    ["ayes", formatAmount(tally.ayes)],
    ["nays", formatAmount(tally.nays)],
    ["turnout", `${formatAmount(tally.turnout)} of ${formatAmount(electorate)} that could vote`],
    ["call", callText(stored, network)],
  ]);
}
