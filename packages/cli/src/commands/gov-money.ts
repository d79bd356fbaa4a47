import { type AccountId, type Hex, utf8 } from "@pha/codec";
import { type Event, findEvent, makeCall, readState } from "@pha/frame";
import { balances, nextMultiple, tips, treasury, treasuryAccount } from "@pha/runtime/spec";
import { formatAmount, parsePayment } from "../amounts.ts";
import { addressOf, type Context, type ReceiverOptions } from "../context.ts";
import { errors } from "../errors.ts";
import { listSpends as readSpends, spendJson, spendRow } from "../governance/money.ts";
import { readPot, warnOfPot } from "../governance/pot.ts";
import { send } from "../governance/submit.ts";
import { table } from "../output.ts";
import { getEvent } from "../receipts.ts";
import type { SignerOptions } from "../signer.ts";

type Options = SignerOptions & ReceiverOptions;

/** `pha gov treasury list`: what it has, and who asks for some of it. */
export async function listSpends(context: Context): Promise<void> {
  const network = await context.connect();
  const spends = await readSpends(network);
  const { pot, next } = await network.read((view, { header }) => {
    const { spendPeriod } = readState(treasury, view).figures.get();
    return {
      pot: readPot(view),
      next: nextMultiple(spendPeriod, header.number),
    };
  });
  const proposals = spends.map((spend) => spendJson(spend, network));
  context.output.result({ pot, nextPayment: next, proposals }, [
    `The treasury can spend ${formatAmount(pot)}; what is approved is paid at block ${next}.`,
    ...table(spends.map((spend) => spendRow(spend, network))),
  ]);
}

/** `pha gov treasury propose <to> <amount>` */
export async function proposeSpend(context: Context, to: string, amount: string, options: Options): Promise<void> {
  const [value, account] = [parsePayment(amount), await context.receiver(to, options)];
  const signer = await context.signer(options);
  const network = await context.connect();
  await warnOfPot(context, network, value);
  const call = makeCall(treasury, "propose_spend", { value, beneficiary: { type: "Id", value: account } });
  const sent = await send(context, network, signer, call);
  const { proposal_index: index } = getEvent(sent.receipt, treasury, "Proposed");
  const approve = `{"type":"Treasury","value":{"type":"approve_proposal","value":{"proposal_id":${index}}}}`;
  context.output.result({ proposal: index, amount: value, to: addressOf(network, account), ...sent.json }, [
    `Spend ${index}: ${formatAmount(value)} to ${addressOf(network, account)}; its bond is lost if it is rejected.`,
    ...sent.lines,
    `A member of the council moves that it is paid: ${context.pha} gov council propose '${approve}' --account NAME`,
  ]);
}

/** `pha gov tip report <to> <reason>` */
export async function reportTip(context: Context, to: string, reason: string, options: Options): Promise<void> {
  const account = await context.receiver(to, options);
  const signer = await context.signer(options);
  const network = await context.connect();
  const call = makeCall(tips, "report_awesome", { reason: utf8(reason), who: { type: "Id", value: account } });
  const sent = await send(context, network, signer, call);
  const { tip_hash: tip } = getEvent(sent.receipt, tips, "NewTip");
  context.output.result({ tip, to: addressOf(network, account), ...sent.json }, [
    `Tip ${tip}`,
    ...sent.lines,
    `Members of the council say how much: ${context.pha} gov tip declare ${tip} AMOUNT --account NAME`,
  ]);
}

/** `pha gov tip declare <tip> <amount>` */
export async function declareTip(context: Context, hash: Hex, amount: string, options: Options): Promise<void> {
  const tip_value = parsePayment(amount);
  const signer = await context.signer(options);
  const network = await context.connect();
  const sent = await send(context, network, signer, makeCall(tips, "tip", { hash, tip_value }));
  context.output.result({ tip: hash, amount: tip_value, ...sent.json }, [
    `Declared a tip of ${formatAmount(tip_value)}.`,
    ...sent.lines,
  ]);
}

/** `pha gov tip close <tip>` */
export async function closeTip(context: Context, hash: Hex, options: Options): Promise<void> {
  const signer = await context.signer(options);
  const network = await context.connect();
  const finder = await network.read((view) => readState(tips, view).tips.get(hash)?.finder);
  const sent = await send(context, network, signer, makeCall(tips, "close_tip", { hash }));
  const { payout, who } = getEvent(sent.receipt, tips, "TipClosed");
  const found = finder !== undefined && finder !== who ? paidFromPot(sent.receipt.events, finder) : 0n;
  const to = addressOf(network, who);
  const why = "what was declared, or what the treasury has, is too little for an account to exist";
  const said = payout > 0n ? `Paid ${formatAmount(payout)} to ${to}.` : `Nothing was paid to ${to}: ${why}.`;
  const part = found > 0n && finder ? { part: found, finder: addressOf(network, finder) } : undefined;
  context.output.result({ tip: hash, paid: payout, to, finder: part?.finder, findersPart: part?.part, ...sent.json }, [
    said,
    ...(part ? [`Paid ${formatAmount(part.part)} of what was declared to ${part.finder}, who reported it.`] : []),
    ...sent.lines,
  ]);
}

/** What a transaction has brought an account from the treasury: a withdrawal from that, and a deposit next to it. */
const paidFromPot = (events: readonly Event[], account: AccountId): bigint =>
  events.reduce((sum, event, i) => {
    const taken = findEvent(events.slice(Math.max(0, i - 1), i), balances, "Withdraw");
    const given = findEvent([event], balances, "Deposit");
    return taken?.who === treasuryAccount && given?.who === account ? sum + given.amount : sum;
  }, 0n);

/** `pha gov tip show <tip>` */
export async function showTip(context: Context, hash: Hex): Promise<void> {
  const network = await context.connect();
  const { tip, reason } = await network.read((view) => {
    const state = readState(tips, view);
    const found = state.tips.get(hash);
    return { tip: found, reason: found && state.reasons.get(found.reason) };
  });
  if (!tip) throw errors.NoSuchMeasure({ given: `tip ${hash}`, known: "those that gov list shows" });
  const text = new TextDecoder().decode(reason);
  const declared = tip.tips.map(([who, amount]) => ({ member: addressOf(network, who), amount }));
  const [who, finder] = [addressOf(network, tip.who), addressOf(network, tip.finder)];
  context.output.result(
    { tip: hash, to: who, finder, reason: text, deposit: tip.deposit, closes: tip.closes, declared },
    [
      ...table([
        ["tip", hash],
        ["to", who],
        ["reason", text],
        ["found by", finder],
        ["closes", tip.closes === undefined ? "when half of the council has declared one" : `at block ${tip.closes}`],
        ...declared.map(({ member, amount }) => [formatAmount(amount), member]),
      ]),
    ],
  );
}
