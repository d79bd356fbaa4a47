import { readState, type StateView } from "@pha/frame";
import { calendarOf, type Due, referendumOf, scheduler } from "@pha/runtime/spec";
import type { Network } from "@pha/sdk";
import type { Context } from "../context.ts";
import { allPages } from "../governance/all-pages.ts";
import { callJson, callText } from "../governance/call-text.ts";
import { dueText } from "../governance/due-text.ts";
import { readEnactments } from "../governance/measures.ts";
import { listChildren, listTips } from "../governance/money.ts";
import { listPassed } from "../governance/passed.ts";
import { type KnownCalls, readCall, type StoredCall } from "../governance/stored-call.ts";
import { table } from "../output.ts";

/** Something that is due; a `task` is a call that was scheduled by other means than a referendum. */
type Entry = (Due | { readonly what: "task"; readonly block: number }) & { readonly stored?: StoredCall | undefined };

/** `pha gov calendar`: what is due at which block. */
export async function calendar(context: Context): Promise<void> {
  const network = await context.connect();
  const [passed, tips, children] = [await listPassed(network), await listTips(network), await listChildren(network)];
  const blocks = await listAgenda(network);
  const { now, entries, whole } = await network.read((view, { header: { number } }) => {
    const known: KnownCalls = new Map();
    const { due, whole } = calendarOf(view, number, { passed, tips: tips.map(({ hash }) => hash), children });
    const calls = new Map(readEnactments(view, passed, known).map(({ referendum, stored }) => [referendum, stored]));
    const withCalls = due.map((one) =>
      one.what === "enactment" && one.subject?.type === "referendum"
        ? { ...one, stored: calls.get(one.subject.index) }
        : one,
    );
    return { now: number, whole, entries: [...withCalls, ...readTasks(view, blocks, number, known)] };
  });
  const sorted = entries.sort((a, b) => a.block - b.block);
  context.output.result({ block: now, whole, entries: sorted.map((entry) => entryJson(entry, network)) }, [
    `At block ${now}:`,
    ...table(sorted.map((entry) => [`block ${entry.block}`, entryText(entry, network)])),
    ...(whole ? [] : ["Of bounties, the newest ones were looked at."]),
  ]);
}

/** Blocks that have tasks: which there are is the chain's word. */
async function listAgenda(network: Network): Promise<readonly number[]> {
  const entries = await allPages((page) => network.entries(scheduler, "agenda", page));
  return entries.map(({ keys: [block] }) => block as number);
}

/** Tasks that are no referendum's. */
function readTasks(view: StateView, blocks: readonly number[], now: number, known: KnownCalls): Entry[] {
  const agendas = readState(scheduler, view).agenda.getMany(blocks);
  return blocks.flatMap((due, i) =>
    (agendas[i] ?? []).flatMap((task): Entry[] => {
      if (!task || (task.maybe_id !== undefined && referendumOf(task.maybe_id) !== undefined)) return [];
      return [{ what: "task", block: Math.max(due, now + 1), stored: readCall(view, task.call, known) }];
    }),
  );
}

const entryJson = ({ stored, ...entry }: Entry, network: Network) => ({
  ...entry,
  ...(stored && { call: callJson(stored, network) }),
});

function entryText({ stored, ...entry }: Entry, network: Network): string {
  if (stored) return `dispatched: ${callText(stored, network)}`;
  return entry.what === "task" ? "dispatched: a task" : dueText(entry);
}
