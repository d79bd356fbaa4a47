import { confidenceText } from "@pha/attestation";
import type { CommandReceipt, FinalCommand } from "@pha/sdk";
import type { Context } from "../context.ts";
import { inSources } from "../contracts/in-sources.ts";
import { findTarget } from "../contracts/target.ts";
import { errors } from "../errors.ts";
import { brief, jsonText } from "../json-text.ts";
import { short, table } from "../output.ts";
import type { SignerOptions } from "../signer.ts";

export interface WaitOptions {
  /** Whether to wait for the receipt at all. */
  readonly wait?: boolean;
  /** Wait until the cluster's majority agreed on it. */
  readonly agreed?: boolean;
}

export const standingOf = ({ agreed }: WaitOptions) => (agreed ? "agreed" : "provisional");

/** What a method gave, in lines before all others; nothing is a row. */
export const valueLines = (value: unknown): string[] => (value === null ? [] : [brief(jsonText(value)), ""]);

export const valueRows = (value: unknown): [string, string][] => (value === null ? [["result", "nothing"]] : []);

/** Text about a command that is final. */
export const finalText = ({ block }: FinalCommand): string =>
  `final in block ${block.number}, certified by ${block.signers}/${block.validators} validators`;

/** Rows about a receipt that was verified. */
export const receiptRows = ({ message, gas, standing, verified }: CommandReceipt): [string, string][] => [
  ["message", String(message)],
  [
    "receipt",
    verified
      ? `one worker's: ${short(verified.worker)}, ${verified.program}, attested: ${confidenceText(verified.confidence)}`
      : `${standing} by the cluster's majority on the ledger`,
  ],
  ["gas", `up to ${gas}`],
];

/** Facts about a receipt, for programs. */
export const receiptFacts = ({ message, value, gas, standing, verified }: CommandReceipt) => ({
  ...{ message, value, gas, standing, verified },
});

export interface ReceiptOptions extends SignerOptions, WaitOptions {}

/** `pha contract receipt <contract> [message]` */
export async function contractReceipt(
  context: Context,
  target: string,
  message: string | undefined,
  options: ReceiptOptions,
): Promise<void> {
  const { output } = context;
  const number = message === undefined ? undefined : parseMessage(message);
  const signer = await context.signerIfAny(options);
  const found = await findTarget(context, await context.connect(), target, signer?.accountId, { anyCode: true });
  const { contract, told } = found;
  if (number === undefined) {
    const messages = await contract.sentMessages();
    output.result({ ...told, messages }, [
      messages.length === 0
        ? "No command to this contract was sent from here of late."
        : `Commands that were sent from here, newest first: messages ${messages.join(", ")}`,
    ]);
    return;
  }
  output.busy(`waiting for the receipt of message ${number}`);
  const receipt = await inSources(context, found, contract.receipt(number, { standing: standingOf(options) }));
  output.result({ ...told, ...receiptFacts(receipt) }, [
    ...valueLines(receipt.value),
    ...table([...valueRows(receipt.value), ...receiptRows(receipt)]),
  ]);
}

/** @throws `cli.BadMessage` */
function parseMessage(text: string): bigint {
  if (!/^\d{1,19}$/.test(text)) throw errors.BadMessage({ given: text });
  return BigInt(text);
}
