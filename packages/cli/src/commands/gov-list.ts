import type { Hex } from "@pha/codec";
import { readState } from "@pha/frame";
import { council, technicalCommittee } from "@pha/runtime/spec";
import { formatAmount } from "../amounts.ts";
import { addressOf, type Context } from "../context.ts";
import { errors } from "../errors.ts";
import { callText } from "../governance/call-text.ts";
import { countJson, countLines, findCount } from "../governance/counted.ts";
import { endedText, findDispatch, findEnded } from "../governance/ended.ts";
import { measureJson } from "../governance/measure-json.ts";
import { type Measure, readMeasures } from "../governance/measures.ts";
import { listTips, readSpends, spendJson, spendRow, tipJson, tipRow, unseenText } from "../governance/money.ts";
import { decidedText, nameOf, nextSteps, readNextLaunch, standingText, turningText } from "../governance/next-steps.ts";
import { table } from "../output.ts";

/** The widest call that a list shows. */
const listedCall = 72;

const cut = (text: string): string => (text.length <= listedCall ? text : `${text.slice(0, listedCall - 1)}…`);

/** `pha gov list` */
export async function listMeasures(context: Context): Promise<void> {
  const network = await context.connect();
  const { measures, nextLaunch, block, spends, first, members } = await network.read((view, { header }) => ({
    measures: readMeasures(view, new Map()),
    nextLaunch: readNextLaunch(view),
    block: header.number,
    ...readSpends(view),
    members: {
      council: readState(council, view).members.get(),
      committee: readState(technicalCommittee, view).members.get(),
    },
  }));
  const tips = await listTips(network);
  const addresses = (all: readonly Hex[]) => all.map((account) => addressOf(network, account));
  const rows = [
    ...measures.map((measure) => [
      nameOf(measure),
      dueText(measure, nextLaunch),
      cut(callText(measure.stored, network)),
    ]),
    ...spends.map((spend) => spendRow(spend, network)),
    ...tips.map((tip) => tipRow(tip, network)),
  ];
  context.output.result(
    {
      ...{ block, nextLaunch, measures: measures.map((measure) => measureJson(measure, network)) },
      ...{ spends: spends.map((spend) => spendJson(spend, network)), tips: tips.map((tip) => tipJson(tip, network)) },
      ...{ council: addresses(members.council), committee: addresses(members.committee) },
    },
    [
      `At block ${block}; the next referendum is launched at block ${nextLaunch}.`,
      ...(rows.length === 0 ? ["Nothing is under way."] : table(rows)),
      ...measures.filter(isDecided).flatMap((measure) => nextSteps(measure, context.pha).map((line) => `  ${line}`)),
      ...unseenText(first),
      ...Object.entries(members).map(
        ([body, all]) => `${body}: ${all.length === 0 ? "nobody" : addresses(all).join(" ")}`,
      ),
    ],
  );
}

/** Whether it only waits for somebody who has it done. */
const isDecided = (measure: Measure): boolean => measure.type === "motion" && measure.outcome !== undefined;

function dueText(measure: Measure, nextLaunch: number): string {
  switch (measure.type) {
    case "motion": {
      const { ayes, threshold, end } = measure;
      return `${ayes.length} of ${threshold} ayes, ${decidedText(measure) ?? `until block ${end}`}`;
    }
    case "proposal":
      return `${measure.depositors.length} × ${formatAmount(measure.deposit)}`;
    case "external":
      return `from block ${nextLaunch}`;
    case "referendum":
      return `until block ${measure.end}, would ${measure.standing.passes ? "pass" : "fail"}`;
    case "enactment":
      return `at block ${measure.block}`;
  }
}

/** `pha gov show <kind> [number]` */
export async function showMeasure(context: Context, kind: string, number: string | undefined): Promise<void> {
  const name = number === undefined ? kind : `${kind} ${number}`;
  const network = await context.connect();
  const { measures, nextLaunch } = await network.read((view) => ({
    measures: readMeasures(view, new Map()),
    nextLaunch: readNextLaunch(view),
  }));
  const found = measures.find((measure) => nameOf(measure) === name);
  const isOfReferendum = !found && ["referendum", "enactment"].includes(kind) && number !== undefined;
  const ended = isOfReferendum ? await findEnded(network, Number(number), measures) : undefined;
  if (ended) {
    const [dispatched, counted] = [await findDispatch(network, ended), await findCount(network, ended)];
    const result = { name, type: "finished", ...ended, ...countJson(counted, network), dispatched };
    context.output.result(result, [endedText(ended, dispatched), ...countLines(counted, network)]);
    return;
  }
  if (!found) throw errors.NoSuchMeasure({ given: name, known: measures.map(nameOf).join(", ") || "nothing" });
  const accounts =
    found.type === "motion"
      ? [...found.ayes.map((who) => ["aye", who] as const), ...found.nays.map((who) => ["nay", who] as const)]
      : found.type === "proposal"
        ? [["proposer", found.proposer] as const, ...found.depositors.map((who) => ["deposit", who] as const)]
        : [];
  context.output.result(measureJson(found, network), [
    ...table([
      [name, standingText(found, nextLaunch)],
      ...(found.type === "referendum" ? [["to turn it", turningText(found.standing)]] : []),
      ["call", callText(found.stored, network)],
      ["hash", found.stored.hash],
      ...accounts.map(([role, who]) => [role, addressOf(network, who)]),
    ]),
    ...nextSteps(found, context.pha).map((line) => `  ${line}`),
  ]);
}
