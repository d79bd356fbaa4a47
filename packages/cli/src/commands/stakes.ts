import { type Call, makeCall } from "@pha/frame";
import { type Stake, type StakeKind, stakePools, stakesOf, vaults } from "@pha/runtime/spec";
import { formatAmount, parsePayment } from "../amounts.ts";
import { addressOf, type Context } from "../context.ts";
import { send } from "../governance/submit.ts";
import { table } from "../output.ts";
import { getEvent } from "../receipts.ts";
import { sharesWorth } from "../shares.ts";
import type { SignerOptions } from "../signer.ts";

/** Whose number was given. */
export interface WhereOptions {
  readonly vault?: boolean;
}

type Options = SignerOptions & WhereOptions;

const kindOf = ({ vault }: WhereOptions): StakeKind => (vault ? "vault" : "pool");

/** `pha stake show [account]`: what it has in pools and vaults, what it has gained, when what is asked back is paid. */
export async function showStakes(context: Context, text: string | undefined, options: SignerOptions): Promise<void> {
  const account =
    text === undefined ? (await context.signer(options)).accountId : (await context.account(text)).accountId;
  const network = await context.connect();
  const { block, stakes } = await network.read((view, { header }) => ({
    block: header.number,
    stakes: stakesOf(view, account),
  }));
  const address = addressOf(network, account);
  const lines =
    stakes.length === 0
      ? [`${address} has nothing in pools or vaults.`]
      : table([["", "worth", "gained", "asked back", "paid", "the rest is paid from"], ...stakes.map(rowOf)]);
  context.output.result({ account: address, block, stakes }, lines);
}

const rowOf = ({ kind, id, worth, gained, lost, asked }: Stake): string[] => [
  ...[`${kind} ${id}`, formatAmount(worth), lost > 0n ? `−${formatAmount(lost)}` : formatAmount(gained)],
  ...(asked ? [formatAmount(asked.worth), formatAmount(asked.claimable)] : ["", ""]),
  asked && asked.shares > 0n ? new Date(Number(asked.dueMs)).toISOString() : "",
];

/** `pha stake contribute <number> <amount>` */
export async function contribute(context: Context, id: number, text: string, options: Options): Promise<void> {
  const amount = parsePayment(text);
  const kind = kindOf(options);
  const call =
    kind === "pool"
      ? makeCall(stakePools, "contribute", { pool: id, amount })
      : makeCall(vaults, "contribute", { vault: id, amount });
  await act(context, options, call, { kind, id, amount }, `${formatAmount(amount)} is in ${kind} ${id}.`);
}

/** `pha stake withdraw <number> <amount>`: of an amount as many shares as it is worth now, or `all`. */
export async function withdraw(context: Context, id: number, text: string, options: Options): Promise<void> {
  const amount = text === "all" ? undefined : parsePayment(text);
  const kind = kindOf(options);
  const signer = await context.signer(options);
  const network = await context.connect();
  const shares = await network.read((view) => {
    if (amount !== undefined) return sharesWorth(view, kind, id, amount);
    const stakes = stakesOf(view, signer.accountId);
    return stakes.find((stake) => stake.kind === kind && stake.id === id)?.shares ?? 0n;
  });
  const call =
    kind === "pool"
      ? makeCall(stakePools, "withdraw", { pool: id, shares })
      : makeCall(vaults, "withdraw", { vault: id, shares });
  const sent = await send(context, network, signer, call);
  const own = await network.read((view) => stakesOf(view, signer.accountId));
  const dueMs = own.find((stake) => stake.kind === kind && stake.id === id)?.asked?.dueMs ?? 0n;
  context.output.result({ kind, id, shares, dueMs, ...sent.json }, [
    `Asked back from ${kind} ${id}; paid from ${new Date(Number(dueMs)).toISOString()} on, at the price of then.`,
    ...sent.lines,
    `Then: ${context.pha} stake claim ${id}${kind === "vault" ? " --vault" : ""}`,
  ]);
}

/** `pha stake cancel <number>` */
export async function cancelWithdrawal(context: Context, id: number, options: Options): Promise<void> {
  const kind = kindOf(options);
  const call =
    kind === "pool"
      ? makeCall(stakePools, "cancel_withdrawal", { pool: id })
      : makeCall(vaults, "cancel_withdrawal", { vault: id });
  await act(context, options, call, { kind, id }, `Nothing is asked back from ${kind} ${id}.`);
}

/** `pha stake claim <number>` */
export async function claim(context: Context, id: number, options: Options): Promise<void> {
  const kind = kindOf(options);
  const signer = await context.signer(options);
  const network = await context.connect();
  const call = kind === "pool" ? makeCall(stakePools, "claim", { pool: id }) : makeCall(vaults, "claim", { vault: id });
  const sent = await send(context, network, signer, call);
  const { amount } =
    kind === "pool" ? getEvent(sent.receipt, stakePools, "Claimed") : getEvent(sent.receipt, vaults, "Claimed");
  context.output.result({ kind, id, amount, ...sent.json }, [
    `${formatAmount(amount)} came back from ${kind} ${id}.`,
    ...sent.lines,
  ]);
}

/** Sends a call, and tells what it was. */
export async function act(
  context: Context,
  options: SignerOptions,
  call: Call,
  json: Readonly<Record<string, unknown>>,
  line: string,
): Promise<void> {
  const signer = await context.signer(options);
  const network = await context.connect();
  const sent = await send(context, network, signer, call);
  context.output.result({ ...json, ...sent.json }, [line, ...sent.lines]);
}
