import { fromJson, struct } from "@pha/codec";
import { listFailures, readState } from "@pha/frame";
import { democracy, pallets, scheduler, taskOf } from "@pha/runtime/spec";
import type { EventPage, Network } from "@pha/sdk";
import type { Measure } from "./measures.ts";

/** A referendum that is over, and what became of what passed. */
export interface Ended {
  readonly referendum: number;
  readonly approved: boolean;
  /** Block in which it was counted. */
  readonly end: number;
  /** Block in which its call is to be dispatched, while that is to come. */
  readonly dueAt?: number;
}

/** What came of a call that passed. */
export interface Dispatch {
  readonly block: number;
  readonly error: string | undefined;
}

/** How a referendum ended, if it is over. */
export async function findEnded(
  network: Network,
  referendum: number,
  measures: readonly Measure[],
): Promise<Ended | undefined> {
  const info = await network.read((view) => readState(democracy, view).referendumInfoOf.get(referendum));
  if (info?.type !== "Finished") return undefined;
  const { approved, end } = info.value;
  const due = measures.find((measure) => measure.type === "enactment" && measure.referendum === referendum);
  return { referendum, approved, end, ...(due?.type === "enactment" && { dueAt: due.block }) };
}

const Dispatched = struct(scheduler.events.Dispatched.fields);

/** What came of a referendum that passed, once its call was dispatched: by the chain's word. */
export async function findDispatch(
  network: Network,
  { referendum, approved, end: from, dueAt }: Ended,
): Promise<Dispatch | undefined> {
  if (!approved || dueAt !== undefined) return undefined;
  const task = taskOf(referendum);
  let before: EventPage["next"];
  do {
    const page = await network.findEvents({ pallet: scheduler.name, name: "Dispatched", from, before });
    for (const { block, fields } of page.events) {
      const value = fromJson(Dispatched, fields);
      if (value.id !== task) continue;
      const [failure] = listFailures(pallets, [{ type: scheduler.name, value: { type: "Dispatched", value } }]);
      return { block: block.number, error: failure?.error };
    }
    before = page.next;
  } while (before !== undefined);
  return undefined;
}

/** How it ended, in one line. */
export function endedText({ referendum, approved, end, dueAt }: Ended, dispatched?: Dispatch): string {
  const name = `referendum ${referendum}`;
  if (!approved) return `${name} did not pass at block ${end}.`;
  if (dueAt !== undefined) return `${name} passed at block ${end}; its call is dispatched at block ${dueAt}.`;
  if (dispatched === undefined) return `${name} passed at block ${end}.`;
  const outcome = dispatched.error === undefined ? "done" : `it FAILED with ${dispatched.error}`;
  return `${name} passed at block ${end}; its call was dispatched in block ${dispatched.block}: ${outcome}.`;
}
