import type { HistoryPage } from "@pha/sdk";
import { addressOf, type Context } from "../context.ts";
import { brief, jsonLine } from "../json-text.ts";
import { table } from "../output.ts";

/** `pha account history <account>`: what it signed and what touched it, newest first, by the chain's word. */
export async function accountHistory(
  context: Context,
  text: string,
  { limit, before }: { readonly limit: number; readonly before?: HistoryPage["next"] },
): Promise<void> {
  const { accountId } = await context.account(text);
  const network = await context.connect();
  const { extrinsics, next } = await network.history(accountId, { limit, before });
  const rows = extrinsics.map(({ block, extrinsic: { call, failures, signed, hash } }) => [
    `block ${block.number}`,
    failures.length === 0 ? "done" : failures.map(({ error }) => error).join(", "),
    signed === undefined ? "nobody signed it" : signed.signer === accountId ? "signed" : "touched",
    hash,
    `${call.pallet}.${call.call} ${brief(jsonLine(call.args))}`,
  ]);
  const more = `${context.pha} account history ${text} --limit ${limit} --before ${next?.block}-${next?.place}`;
  context.output.result({ address: addressOf(network, accountId), extrinsics, next }, [
    ...(rows.length === 0 ? ["Nothing yet."] : table(rows)),
    ...(next === undefined ? [] : [`Older: ${more}`]),
  ]);
}
