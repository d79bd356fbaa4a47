import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { decodeIf, fromHex, type Hex } from "@pha/codec";
import { type Call, readState } from "@pha/frame";
import { tickAt } from "@pha/light-client";
import { type Offence, offences, RuntimeCall, timestamp } from "@pha/runtime/spec";
import type { Network } from "@pha/sdk";
import { formatAmount } from "../amounts.ts";
import { addressOf, type Context } from "../context.ts";
import { errors } from "../errors.ts";
import { send } from "../governance/submit.ts";
import { table } from "../output.ts";
import { numbersOf, olderLines, type Page } from "../page.ts";
import { getEvent } from "../receipts.ts";
import type { SignerOptions } from "../signer.ts";

/** How it stands, at a tick. */
const verdictText = ({ verdict, due }: Offence, tick: number): string => {
  if (verdict.type === "Upheld") return "upheld";
  if (verdict.type === "Cancelled") return "cancelled: all returned";
  return `may be cancelled for ${Math.max(due - tick, 0)} ticks`;
};

const kinds: Readonly<Record<Offence["deed"]["type"], string>> = {
  Contradiction: "two states of one contract and height, under the signature of one session of a worker",
  DoubleVote: "two votes of a validator in one round of a height",
  DoubleSeal: "two blocks of one round of a height, sealed by an author",
};

/** Whom people know: of a session its worker. */
const whoDid = ({ type, value }: Offence["deed"]): string =>
  type === "Contradiction" ? value.worker : type === "DoubleVote" ? value.validator : value.author;

const chargedText = (network: Network, { charged }: Offence): string => {
  if (!charged) return "";
  return charged.type === "Pool" ? `pool ${charged.value.pool}` : addressOf(network, charged.value);
};

const bornText = (charged: NonNullable<Offence["charged"]>): string =>
  charged.type === "Pool" ? `, of which its owner's pledge bore ${formatAmount(charged.value.own)}` : "";

const factsOf = (network: Network, id: number, { deed, charged, reporter, ...offence }: Offence) => ({
  ...{ offence: id, kind: deed.type, deed: deed.value, charged },
  ...{ reporter: reporter && addressOf(network, reporter), amount: offence.amount, at: offence.at, due: offence.due },
  ...{ verdict: offence.verdict.type, reward: offence.verdict.type === "Upheld" ? offence.verdict.value : undefined },
});

/** `pha offence list` */
export async function listOffences(context: Context, page: Page): Promise<void> {
  const network = await context.connect();
  const { all, next, tick } = await network.read((view, { timeMs }) => {
    const { counts, offences: byId } = readState(offences, view);
    const { numbers, next } = numbersOf(counts.get().all, page);
    const found = byId.getMany(numbers);
    const all = numbers.map((id, i) => [id, found[i] as Offence] as const);
    return { all, next, tick: tickAt(readState(timestamp, view).clock.get(), timeMs) };
  });
  const rows = all.map(([id, offence]) => [
    ...[String(id), offence.deed.type, whoDid(offence.deed), chargedText(network, offence)],
    ...[formatAmount(offence.amount), verdictText(offence, tick)],
  ]);
  context.output.result({ offences: all.map(([id, offence]) => factsOf(network, id, offence)), next }, [
    ...(rows.length === 0
      ? ["Nothing was proven against anybody."]
      : table([["", "offence", "by", "from", "amount", ""], ...rows])),
    ...olderLines(context, "offence list", page, next),
  ]);
}

/** `pha offence show <number>` */
export async function showOffence(context: Context, id: number): Promise<void> {
  const network = await context.connect();
  const { offence, tick } = await network.read((view, { timeMs }) => ({
    offence: readState(offences, view).offences.get(id),
    tick: tickAt(readState(timestamp, view).clock.get(), timeMs),
  }));
  if (!offence) throw offences.errors.UnknownOffence({ offence: id });
  const facts = factsOf(network, id, offence);
  const { amount, charged } = offence;
  context.output.result(facts, [
    ...table([
      [`offence ${id}`, kinds[offence.deed.type]],
      ...Object.entries(offence.deed.value).map(([field, value]) => [field, String(value)]),
      ["reporter", facts.reporter ?? "the ledger itself"],
      [
        "costs",
        charged
          ? `${formatAmount(amount)} of ${chargedText(network, offence)}${bornText(charged)}`
          : "nothing: nothing was put up",
      ],
      ["stands", verdictText(offence, tick)],
      ...(facts.reward === undefined ? [] : [["reward", formatAmount(facts.reward)]]),
    ]),
  ]);
}

/** `pha offence report <evidence>` */
export async function reportOffence(context: Context, text: string, options: SignerOptions): Promise<void> {
  const call = await givenEvidence(context, text);
  const signer = await context.signer(options);
  const network = await context.connect();
  const sent = await send(context, network, signer, call);
  const { offence, amount, due } = getEvent(sent.receipt, offences, "Reported");
  context.output.result({ offence, amount, due, ...sent.json }, [
    amount === 0n
      ? `Offence ${offence} is on record; nothing was put up that it could cost.`
      : `Offence ${offence}: ${formatAmount(amount)} are kept until it is decided, at tick ${due}.`,
    ...sent.lines,
  ]);
}

/** @throws `cli.BadEvidence` */
async function givenEvidence(context: Context, text: string): Promise<Call> {
  const given = (await textOf(context, text)).trim();
  const call = /^0x([0-9a-f]{2})+$/i.test(given) ? decodeIf(RuntimeCall, fromHex(given as Hex)) : undefined;
  if (call?.type !== offences.name) throw errors.BadEvidence({ pallet: call?.type });
  return call;
}

async function textOf(context: Context, text: string): Promise<string> {
  if (text === "-") return context.stdin();
  if (text.startsWith("0x")) return text;
  try {
    return await readFile(resolve(context.cwd, text), "utf8");
  } catch (cause) {
    throw errors.BadEvidence({ file: text, reason: (cause as NodeJS.ErrnoException).code }, cause);
  }
}
