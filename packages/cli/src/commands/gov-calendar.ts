import { readState } from "@pha/frame";
import { elections, nextMultiple, scheduler, treasury } from "@pha/runtime/spec";
import type { Context } from "../context.ts";
import { callText } from "../governance/call-text.ts";
import { readMeasures } from "../governance/measures.ts";
import { nameOf, readNextLaunch } from "../governance/next-steps.ts";
import { readCall } from "../governance/stored-call.ts";
import { table } from "../output.ts";

interface Entry {
  readonly block: number;
  readonly what: string;
}

/** The most blocks that are looked through for tasks of the scheduler. */
const mostBlocks = 4_096;

/** `pha gov calendar`: what is due at which block. */
export async function calendar(context: Context): Promise<void> {
  const network = await context.connect();
  const { now, entries } = await network.read((view, { header }) => {
    const known = new Map();
    const block = header.number;
    const { incompleteSince, lastAgenda, agenda } = readState(scheduler, view);
    const [since, last] = [incompleteSince.get(), lastAgenda.get()];
    const blocks =
      since === undefined || last === undefined
        ? []
        : Array.from({ length: Math.min(last - since + 1, mostBlocks) }, (_, i) => since + i);
    const tasks = agenda.getMany(blocks).flatMap((due, i): Entry[] =>
      due.flatMap((task) =>
        task
          ? [
              {
                block: blocks[i] as number,
                what: `dispatched: ${callText(readCall(view, task.call, known), network)}`,
              },
            ]
          : [],
      ),
    );
    const ends = readMeasures(view, known).flatMap((measure): Entry[] => {
      if (measure.type === "referendum") return [{ block: measure.end, what: `${nameOf(measure)} is counted` }];
      if (measure.type === "motion")
        return [
          { block: Math.max(block + 1, measure.end), what: `${nameOf(measure)} can be closed whatever its votes` },
        ];
      return [];
    });
    const { termDuration } = readState(elections, view).figures.get();
    const { spendPeriod } = readState(treasury, view).figures.get();
    return {
      now: block,
      entries: [
        ...tasks,
        ...ends,
        { block: readNextLaunch(view), what: "a referendum is launched, if one waits" },
        { block: nextMultiple(spendPeriod, block), what: "the treasury pays what is approved" },
        ...(termDuration > 0 ? [{ block: nextMultiple(termDuration, block), what: "the council is elected" }] : []),
      ],
    };
  });
  const sorted = entries.sort((a, b) => a.block - b.block);
  context.output.result({ block: now, entries: sorted }, [
    `At block ${now}:`,
    ...table(sorted.map(({ block, what }) => [`block ${block}`, what])),
  ]);
}
