import { encode, type Hex, toHex } from "@pha/codec";
import { listFailures } from "@pha/frame";
import { Bounded, democracy, pallets, referendumOf, scheduler } from "@pha/runtime/spec";
import { and, type Db, eq } from "@pha/service-kit/db";
import { proposals, referenda } from "../db/schema.ts";
import { topics } from "../rules/topics.ts";
import { type Launch, on, type Rule } from "./event.ts";

const topicOf = topics.referendum;

/** Referenda from their launch to the dispatch of their call. */
export const referendumRules: readonly Rule[] = [
  on(democracy, "ExternalTabled", topics.external, async (_, __, ___, launch) => {
    launch.of = "council";
  }),
  on(
    democracy,
    "Started",
    ({ ref_index }) => topicOf(ref_index),
    async (tx, { ref_index: index, threshold }, { block }, launch) => {
      const begun = beginningOf(launch);
      const row = { index, ...begun, status: "ongoing", threshold: threshold.type, startedAt: block } as const;
      await tx.insert(referenda).values(row);
      if (begun.proposal !== undefined)
        await tx.update(proposals).set({ referendum: index }).where(eq(proposals.index, begun.proposal));
    },
  ),
  on(
    democracy,
    "Counted",
    ({ ref_index }) => topicOf(ref_index),
    async (tx, { ref_index, proposal, tally, electorate }) => {
      const bounded = toHex(encode(Bounded, proposal));
      await tx
        .update(referenda)
        .set({ bounded, ...tally, electorate })
        .where(eq(referenda.index, ref_index));
    },
  ),
  on(
    democracy,
    "Passed",
    ({ ref_index }) => topicOf(ref_index),
    (tx, { ref_index }, { block }) => end(tx, ref_index, "passed", block),
  ),
  on(
    democracy,
    "NotPassed",
    ({ ref_index }) => topicOf(ref_index),
    (tx, { ref_index }, { block }) => end(tx, ref_index, "not-passed", block),
  ),
  on(
    democracy,
    "Cancelled",
    ({ ref_index }) => topicOf(ref_index),
    async (tx, { ref_index }, { block }) => {
      // Root may also cancel what is over, or never was: nothing changes then.
      const isOngoing = and(eq(referenda.index, ref_index), eq(referenda.status, "ongoing"));
      await tx.update(referenda).set({ status: "cancelled", endedAt: block }).where(isOngoing);
    },
  ),
  on(
    democracy,
    "NotScheduled",
    ({ ref_index }) => topicOf(ref_index),
    (tx, { ref_index }, { block }) => end(tx, ref_index, "not-scheduled", block),
  ),
  on(scheduler, "Dispatched", topicOfTask, async (tx, value, { block }) => {
    const event = { type: scheduler.name, value: { type: "Dispatched", value } };
    const [failure] = listFailures(pallets, [event]);
    await dispatched(tx, value, block, failure?.error);
  }),
  on(scheduler, "CallUnavailable", topicOfTask, (tx, task, { block }) =>
    dispatched(tx, task, block, "Scheduler.CallUnavailable"),
  ),
  on(scheduler, "PermanentlyOverweight", topicOfTask, (tx, task, { block }) =>
    dispatched(tx, task, block, "Scheduler.PermanentlyOverweight"),
  ),
  on(scheduler, "NameFreed", topicOfTask, async (tx, task) => {
    await tx
      .update(referenda)
      .set({ status: "withdrawn" })
      .where(and(eq(referenda.index, indexOf(task) ?? -1), eq(referenda.status, "passed")));
  }),
];

/** What a referendum that starts is of. */
function beginningOf(launch: Launch) {
  const { of } = launch;
  launch.of = undefined;
  if (of === undefined) return { origin: "fast-track", proposal: undefined } as const;
  if (of === "council") return { origin: "council", proposal: undefined } as const;
  return { origin: "public", proposal: of.proposal } as const;
}

async function end(tx: Db, index: number, status: "passed" | "not-passed" | "not-scheduled", block: number) {
  await tx.update(referenda).set({ status, endedAt: block }).where(eq(referenda.index, index));
}

interface Task {
  readonly id: Hex | undefined;
}

const indexOf = ({ id }: Task): number | undefined => (id === undefined ? undefined : referendumOf(id));

/** Tasks that are no referendum's are nothing of governance. */
function topicOfTask(task: Task): string | undefined {
  const index = indexOf(task);
  return index === undefined ? undefined : topicOf(index);
}

async function dispatched(tx: Db, task: Task, block: number, error: string | undefined) {
  const status = error === undefined ? "enacted" : "passed-but-failed";
  const change = { status, dispatchedAt: block, error } as const;
  await tx
    .update(referenda)
    .set(change)
    .where(eq(referenda.index, indexOf(task) ?? -1));
}
