import { readState, type StateView } from "@pha/frame";
import { bodies, bodyNames, type Collective } from "@pha/runtime/spec";
import { formatAmount } from "../amounts.ts";
import { addressOf, type Context } from "../context.ts";
import { errors } from "../errors.ts";
import { bodyWords } from "../governance/body-words.ts";
import { callText } from "../governance/call-text.ts";
import { countJson, countLines, findCount } from "../governance/counted.ts";
import { endedText, findBecame, findEnded } from "../governance/ended.ts";
import { measureJson } from "../governance/measure-json.ts";
import { type Measure, readMeasures } from "../governance/measures.ts";
import { listSpends, listTips, spendJson, spendRow, tipJson, tipRow } from "../governance/money.ts";
import { failureOf, failuresOf, failureText } from "../governance/motion-failures.ts";
import { decidedText, nameOf, nextSteps, readNextLaunch, standingText, turningText } from "../governance/next-steps.ts";
import { listPassed } from "../governance/passed.ts";
import { table } from "../output.ts";

/** The widest call that a list shows. */
const listedCall = 72;

const cut = (text: string): string => (text.length <= listedCall ? text : `${text.slice(0, listedCall - 1)}…`);

/** `pha gov list` */
export async function listMeasures(context: Context): Promise<void> {
  const network = await context.connect();
  const passed = await listPassed(network);
  const { measures, nextLaunch, block, members } = await network.read((view, { header }) => ({
    measures: readMeasures(view, new Map(), passed),
    nextLaunch: readNextLaunch(view),
    block: header.number,
    members: readMembers(view),
  }));
  const failures = await failuresOf(network, measures);
  const [spends, tips] = [await listSpends(network), await listTips(network)];
  const sitting = members.map(([body, all]) => [body, all.map((account) => addressOf(network, account))] as const);
  const rows = [
    ...measures.map((measure) => [
      nameOf(measure),
      `${dueText(measure, nextLaunch)}${failures.has(measure) ? `, would fail: ${failures.get(measure)?.code}` : ""}`,
      cut(callText(measure.stored, network)),
    ]),
    ...spends.map((spend) => spendRow(spend, network)),
    ...tips.map((tip) => tipRow(tip, network)),
  ];
  context.output.result(
    {
      ...{
        block,
        nextLaunch,
        measures: measures.map((measure) => measureJson(measure, network, failures.get(measure))),
      },
      ...{ spends: spends.map((spend) => spendJson(spend, network)), tips: tips.map((tip) => tipJson(tip, network)) },
      ...Object.fromEntries(sitting),
    },
    [
      `At block ${block}; the next referendum is launched at block ${nextLaunch}.`,
      ...(rows.length === 0 ? ["Nothing is under way."] : table(rows)),
      ...measures.filter(isDecided).flatMap((measure) => nextSteps(measure, context.pha).map((line) => `  ${line}`)),
      ...sitting.map(([body, all]) => `${bodyWords[body]}: ${all.join(" ") || "nobody"}`),
    ],
  );
}

const readMembers = (view: StateView) =>
  bodyNames.map((body) => [body, readState<Collective>(bodies[body], view).members.get()] as const);

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
  const word = kind === "technical-committee" ? bodyWords[kind] : kind;
  const name = number === undefined ? word : `${word} ${number}`;
  const network = await context.connect();
  const passed = await listPassed(network);
  const { measures, nextLaunch } = await network.read((view) => ({
    measures: readMeasures(view, new Map(), passed),
    nextLaunch: readNextLaunch(view),
  }));
  const found = measures.find((measure) => nameOf(measure) === name);
  const isOfReferendum = !found && ["referendum", "enactment"].includes(kind) && number !== undefined;
  const ended = isOfReferendum ? await findEnded(network, Number(number)) : undefined;
  if (ended) {
    const [became, counted] = [await findBecame(network, ended), await findCount(network, ended)];
    const result = { name, type: "finished", ...ended, ...countJson(counted, network), became };
    context.output.result(result, [endedText(ended, became), ...countLines(counted, network)]);
    return;
  }
  if (!found) throw errors.NoSuchMeasure({ given: name, known: measures.map(nameOf).join(", ") || "nothing" });
  const accounts =
    found.type === "motion"
      ? [...found.ayes.map((who) => ["aye", who] as const), ...found.nays.map((who) => ["nay", who] as const)]
      : found.type === "proposal"
        ? [["proposer", found.proposer] as const, ...found.depositors.map((who) => ["deposit", who] as const)]
        : [];
  const failure = found.type === "motion" ? await failureOf(network, found) : undefined;
  context.output.result(measureJson(found, network, failure), [
    ...table([
      [name, standingText(found, nextLaunch)],
      ...(found.type === "referendum" ? [["to turn it", turningText(found.standing)]] : []),
      ["call", callText(found.stored, network)],
      ...(failure ? [["would fail", failureText(failure)]] : []),
      ["hash", found.stored.hash],
      ...accounts.map(([role, who]) => [role, addressOf(network, who)]),
    ]),
    ...nextSteps(found, context.pha).map((line) => `  ${line}`),
  ]);
}
