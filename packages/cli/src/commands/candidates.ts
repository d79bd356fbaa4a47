import type { Hex } from "@pha/codec";
import { makeCall } from "@pha/frame";
import { type Backing, backingOf, gatekeeperElection, gatekeeperElectionIn } from "@pha/runtime/spec";
import { formatAmount, parsePayment } from "../amounts.ts";
import { addressOf, type Context } from "../context.ts";
import { send } from "../governance/submit.ts";
import { table } from "../output.ts";
import { getEvent } from "../receipts.ts";
import type { SignerOptions } from "../signer.ts";
import { act } from "./stakes.ts";

const timeText = (ms: bigint): string => new Date(Number(ms)).toISOString();

/** `pha gatekeeper candidates` */
export async function listCandidates(context: Context): Promise<void> {
  const network = await context.connect();
  const { seats, era, dueMs, candidates } = await network.read(gatekeeperElectionIn);
  const rows = candidates.map(({ identity, operator, own, backed, seated }, i) => [
    ...[String(i + 1), identity, formatAmount(own + backed), formatAmount(own), seated ? "has a seat" : ""],
    addressOf(network, operator),
  ]);
  context.output.result(
    {
      seats,
      era,
      dueMs,
      candidates: candidates.map((one) => ({ ...one, operator: addressOf(network, one.operator) })),
    },
    [
      seats === 0
        ? "Nobody is elected here: root appoints gatekeepers."
        : `${seats} are elected; the next election, number ${era + 1}, is from ${timeText(dueMs)} on.`,
      ...(rows.length === 0
        ? ["Nobody stands."]
        : table([["", "gatekeeper", "stake", "its own", "", "operator"], ...rows])),
    ],
  );
}

/** `pha gatekeeper show [account]` */
export async function showBacking(context: Context, text: string | undefined, options: SignerOptions): Promise<void> {
  const account =
    text === undefined ? (await context.signer(options)).accountId : (await context.account(text)).accountId;
  const network = await context.connect();
  const backing = await network.read((view) => backingOf(view, account));
  const address = addressOf(network, account);
  context.output.result({ account: address, ...backing }, linesOf(address, backing));
}

function linesOf(address: string, { candidate, stake, leaving, free }: Backing): string[] {
  const backs = candidate ? `${address} backs ${candidate} with ${formatAmount(stake)}.` : `${address} backs nobody.`;
  const rows = leaving.map(({ amount, dueMs, waitsForKey }) => [
    ...[formatAmount(amount), `from ${timeText(dueMs)} on`],
    waitsForKey ? "and after another generation of the master key is made" : "",
  ]);
  if (rows.length === 0) return [backs];
  return [backs, "On its way back:", ...table(rows), `Free by now: ${formatAmount(free)}`];
}

/** `pha gatekeeper stand <identity> <amount>` */
export async function stand(context: Context, identity: Hex, text: string, options: SignerOptions): Promise<void> {
  const amount = parsePayment(text);
  const call = makeCall(gatekeeperElection, "stand", { identity, amount });
  await act(context, options, call, { identity, amount }, `${formatAmount(amount)} of yours are behind ${identity}.`);
}

/** `pha gatekeeper withdraw <identity>` */
export async function withdraw(context: Context, identity: Hex, options: SignerOptions): Promise<void> {
  const signer = await context.signer(options);
  const network = await context.connect();
  const sent = await send(context, network, signer, makeCall(gatekeeperElection, "withdraw", { identity }));
  context.output.result({ identity, ...sent.json }, [
    "It stands no more. A seat that it has it keeps until another one takes it.",
    ...sent.lines,
    `28 days later: ${context.pha} gatekeeper reclaim ${identity}`,
  ]);
}

/** `pha gatekeeper reclaim <identity>` */
export async function reclaim(context: Context, identity: Hex, options: SignerOptions): Promise<void> {
  const signer = await context.signer(options);
  const network = await context.connect();
  const sent = await send(context, network, signer, makeCall(gatekeeperElection, "reclaim", { identity }));
  const { amount } = getEvent(sent.receipt, gatekeeperElection, "Reclaimed");
  context.output.result({ identity, amount, ...sent.json }, [
    `${formatAmount(amount)} are yours again.`,
    ...sent.lines,
  ]);
}

/** `pha gatekeeper enter <identity>` */
export const enter = (context: Context, identity: Hex, options: SignerOptions): Promise<void> =>
  act(context, options, makeCall(gatekeeperElection, "enter", { identity }), { identity }, "It is on the list.");

/** `pha gatekeeper nominate <identity> <amount>` */
export async function nominate(context: Context, identity: Hex, text: string, options: SignerOptions): Promise<void> {
  const amount = parsePayment(text);
  const call = makeCall(gatekeeperElection, "nominate", { identity, amount });
  await act(context, options, call, { identity, amount }, `${formatAmount(amount)} more of yours back ${identity}.`);
}

/** `pha gatekeeper unnominate <amount>` */
export async function unnominate(context: Context, text: string, options: SignerOptions): Promise<void> {
  const asked = text === "all" ? undefined : parsePayment(text);
  const signer = await context.signer(options);
  const network = await context.connect();
  const amount = asked ?? (await network.read((view) => backingOf(view, signer.accountId))).stake;
  const sent = await send(context, network, signer, makeCall(gatekeeperElection, "unnominate", { amount }));
  const { leaving } = await network.read((view) => backingOf(view, signer.accountId));
  const dueMs = leaving.at(-1)?.dueMs ?? 0n;
  context.output.result({ amount, dueMs, ...sent.json }, [
    `${formatAmount(amount)} back nobody any more; they are yours from ${timeText(dueMs)} on.`,
    ...sent.lines,
    `Then: ${context.pha} gatekeeper collect`,
  ]);
}

/** `pha gatekeeper collect` */
export async function collect(context: Context, options: SignerOptions): Promise<void> {
  const signer = await context.signer(options);
  const network = await context.connect();
  const sent = await send(context, network, signer, makeCall(gatekeeperElection, "collect", {}));
  const { amount } = getEvent(sent.receipt, gatekeeperElection, "Collected");
  context.output.result({ amount, ...sent.json }, [`${formatAmount(amount)} are yours again.`, ...sent.lines]);
}
