import { fromJson, type Json, struct } from "@pha/codec";
import { listFailures, readState } from "@pha/frame";
import { democracy, pallets, scheduler, taskOf } from "@pha/runtime/spec";
import type { EventPage, Network } from "@pha/sdk";

/** A referendum that is over. */
export interface Ended {
  readonly referendum: number;
  readonly approved: boolean;
  /** Block in which it was counted. */
  readonly end: number;
  /** Block in which its call is to be dispatched, while that is to come. */
  readonly dueAt?: number;
}

/** What became of a referendum that passed, once its call waits no more. */
export interface Became {
  /** `withdrawn`: its call was taken back before its block. `not-scheduled`: no block had room for it. */
  readonly status: "enacted" | "passed-but-failed" | "not-scheduled" | "withdrawn";
  readonly block: number;
  /** Why its call failed. */
  readonly error?: string;
}

/** How a referendum ended, if it is over. */
export function findEnded(network: Network, referendum: number): Promise<Ended | undefined> {
  return network.read((view) => {
    const place = readState(scheduler, view).lookup.get(taskOf(referendum));
    const info = readState(democracy, view).referendumInfoOf.get(referendum);
    if (info?.type !== "Finished") return undefined;
    const { approved, end } = info.value;
    return { referendum, approved, end, ...(approved && place && { dueAt: place[0] }) };
  });
}

/** What became of a referendum that passed: by the chain's word. */
export async function findBecame(network: Network, ended: Ended): Promise<Became | undefined> {
  const { referendum, approved, end, dueAt } = ended;
  if (!approved || dueAt !== undefined) return undefined;
  const isOfIt = ({ fields }: Found) => Object(fields)["ref_index"] === referendum;
  const unscheduled = await findOne(
    network,
    { pallet: democracy.name, name: "NotScheduled", from: end, to: end },
    isOfIt,
  );
  return unscheduled ? { status: "not-scheduled", block: end } : findTaskEnd(network, ended);
}

type Found = EventPage["events"][number];

/** How many blocks are looked through first. */
const firstBlocks = 1_024;

/** How the task of a referendum ended, looked for from its scheduling on: in ever more blocks at a time. */
async function findTaskEnd(network: Network, { referendum, end }: Ended): Promise<Became | undefined> {
  const task = taskOf(referendum);
  const isOfIt = ({ name, fields }: Found) => name in ends && Object(fields)["id"] === task;
  const last = await network.read((_, { header }) => header.number);
  let from = end;
  for (let blocks = firstBlocks; from <= last; blocks *= 2) {
    const to = from + blocks - 1;
    const found = await findOne(network, { pallet: scheduler.name, from, to }, isOfIt);
    if (found) return { block: found.block.number, ...ends[found.name]?.(found.fields) } as Became;
    from = to + 1;
  }
  return undefined;
}

const Dispatched = struct(scheduler.events.Dispatched.fields);

/** What the events that end a task say. */
const ends: Readonly<Record<string, (fields: Json) => Omit<Became, "block">>> = {
  Dispatched(fields) {
    const value = fromJson(Dispatched, fields);
    const [failure] = listFailures(pallets, [{ type: scheduler.name, value: { type: "Dispatched", value } }]);
    return failure ? { status: "passed-but-failed", error: failure.error } : { status: "enacted" };
  },
  CallUnavailable: () => ({ status: "passed-but-failed", error: "Scheduler.CallUnavailable" }),
  PermanentlyOverweight: () => ({ status: "passed-but-failed", error: "Scheduler.PermanentlyOverweight" }),
  NameFreed: () => ({ status: "withdrawn" }),
};

/** The newest event of some that is wanted. */
async function findOne(
  network: Network,
  filter: Parameters<Network["findEvents"]>[0],
  isWanted: (event: Found) => boolean,
): Promise<Found | undefined> {
  let before: EventPage["next"];
  do {
    const page = await network.findEvents({ ...filter, before });
    const found = page.events.find(isWanted);
    if (found) return found;
    before = page.next;
  } while (before !== undefined);
  return undefined;
}

/** How it ended, in one line. */
export function endedText({ referendum, approved, end, dueAt }: Ended, became?: Became): string {
  const name = `referendum ${referendum}`;
  if (!approved) return `${name} did not pass at block ${end}.`;
  const passed = `${name} passed at block ${end}`;
  if (dueAt !== undefined) return `${passed}; its call is dispatched at block ${dueAt}.`;
  switch (became?.status) {
    case undefined:
      return `${passed}.`;
    case "enacted":
      return `${passed}; its call was dispatched in block ${became.block}: done.`;
    case "passed-but-failed":
      return `${passed}; its call was due in block ${became.block}: it FAILED with ${became.error}.`;
    case "not-scheduled":
      return `${passed}, but NOTHING CAME OF IT: no block after that had room for its call.`;
    case "withdrawn":
      return `${passed}, but its call was TAKEN BACK in block ${became.block}.`;
  }
}
