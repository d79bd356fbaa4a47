import {
  confidenceOf,
  confidenceText,
  type DcapQuote,
  dcapErrors,
  decodeQuote,
  intelRoot,
  measurementIn,
  platformIdOf,
  readCollateral,
  readEventLog,
  verifyHardwareQuote,
} from "@pha/attestation";
import { fromHex } from "@pha/codec";
import { usualPlatforms } from "@pha/runtime/spec";
import type { Context } from "../context.ts";
import { errors } from "../errors.ts";
import { readBytes, readText } from "../files.ts";
import { table } from "../output.ts";
import { parseWhen } from "../when.ts";

/** Options of `pha attestation verify`. */
export interface VerifyOptions {
  readonly collateral: string;
  readonly at?: string;
}

/** `pha attestation verify <quote>`: asks nobody. */
export async function verifyQuoteFile(
  { output }: Context,
  file: string,
  { collateral, at }: VerifyOptions,
): Promise<void> {
  const quote = readQuoteFile(await readBytes(file));
  const now = Date.now();
  const nowMs = at === undefined ? now : parseWhen(at)(now);
  const verdict = verifyHardwareQuote({
    quote: quote.quote,
    collateral: readCollateral(await readText(collateral)),
    root: intelRoot(),
    nowMs: BigInt(nowMs),
  });
  const { report, status, advisories, platform } = verdict;
  const confidence = confidenceOf(verdict, usualPlatforms.advisories);
  const measurement = measured(quote);
  const { reportData } = report.body;
  const expires = new Date(Number(verdict.expiresMs)).toISOString();
  const facts = { tee: report.tee, status, advisories, confidence, measurement, reportData };
  const { ppid, fmspc } = platform;
  output.result(
    { ...facts, platform: platformIdOf(ppid), ppid, fmspc, collateralExpires: expires },
    table([
      ["quote", `${report.tee.toUpperCase()}, verified under Intel's root`],
      ["status", status],
      ["advisories", advisories.join(" ") || "none"],
      ["confidence", confidence === undefined ? "none" : confidenceText(confidence)],
      ["measurement", measurement ?? "not known: RTMR3 needs the event log of the machine"],
      ["report data", reportData],
      ["platform", `${platformIdOf(ppid)} (SHA-256 of PPID ${ppid})`],
      ["FMSPC", fmspc],
      ["collateral", `holds until ${expires}`],
    ]),
  );
}

/** A quote without its event log says nothing of what the machine measured while it ran. */
function measured(quote: DcapQuote) {
  try {
    return measurementIn(quote);
  } catch (error) {
    if (quote.events.length === 0 && dcapErrors.WrongEventLog.is(error)) return undefined;
    throw error;
  }
}

/**
 * A quote as it is, in hexadecimal digits, in what dstack answers to `GetQuote`, with its event log, or as a call has it that
 * registers a worker.
 */
function readQuoteFile(bytes: Buffer): DcapQuote {
  const text = bytes.toString("latin1").trim();
  if (text.startsWith("{")) {
    const { quote, event_log: log } = parseAnswer(text);
    if (typeof quote !== "string") throw errors.BadQuoteFile();
    return {
      quote: fromHex(`0x${quote.replace(/^0x/, "")}`),
      events: typeof log === "string" ? readEventLog(log) : [],
    };
  }
  const isHex = /^(0x)?[0-9a-fA-F]+$/.test(text);
  const quote = isHex ? fromHex(`0x${text.replace(/^0x/, "")}`) : new Uint8Array(bytes);
  return quote[0] === ledgersVersion ? readLedgers(quote) : { quote, events: [] };
}

/** First byte of a quote as the ledger's calls have it; Intel's begin with their version, 3 to 5. */
const ledgersVersion = 1;

function readLedgers(encoded: Uint8Array): DcapQuote {
  const { type, value } = decodeQuote(encoded).value;
  if (type !== "Dcap") throw errors.BadQuoteFile();
  return value;
}

function parseAnswer(text: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw errors.BadQuoteFile({}, cause);
  }
}
