import { CodedError } from "@pha/codec";
import { errors as infra } from "@pha/local-infra";
import { errors } from "./errors.ts";

/** Why a start failed, as a person reads it: what, where to look, what to try. */
export function explain(error: unknown): string {
  if (infra.ProcessFailed.is(error)) return explainProcess(error.data as unknown as ProcessFailure);
  if (errors.NetworkChanged.is(error))
    return explainChange(String(error.data["changed"]), String(error.data["folder"]));
  if (errors.AlreadyRunning.is(error)) {
    const { pid, url = "still starting" } = error.data;
    return `The network is already running: pid ${pid}, ${url}\nStop it with Ctrl-C where it runs, or: kill ${pid}`;
  }
  if (error instanceof CodedError) return `${error.message} [${error.code}]`;
  return `unexpected fault\n${(error as Error).stack}`;
}

interface ProcessFailure {
  readonly name: string;
  readonly how: string;
  readonly log: string;
  readonly lastLines: string;
}

function explainProcess({ name, how, log, lastLines }: ProcessFailure): string {
  const lines = lastLines.trim().split("\n");
  return [
    `${name} does not start (${how}). Its last log lines:`,
    ...lines.map((line) => `  ${line}`),
    `All of it: ${log}`,
    `Try: ${adviceOn(lastLines)}`,
  ].join("\n");
}

/** Likely remedies, by a pattern in the log. */
function adviceOn(log: string): string {
  if (/ENOSPC|No space left/i.test(log)) return "make room on the disk, then npm start";
  if (/PortTaken|EADDRINUSE/.test(log)) return "npm start -- --ports free";
  if (/GenesisMismatch|Schema(Newer|Changed)|incompatible with server/.test(log))
    return "npm start -- --fresh, which forgets the ledger, or the checkout that made it";
  return "npm start again; should it stay so, npm start -- --fresh, which forgets the ledger";
}

function explainChange(changed: string, folder: string): string {
  return [
    `Something that the network of the last start is made of has changed: ${changed}.`,
    "Its ledger names the old one, and its enclaves' keys are sealed to it: they open for no other. Nothing was touched.",
    "There are two ways on:",
    "  npm start -- --fresh     begins a new network; accounts, contracts and all encrypted state of the old one are lost",
    "  the old checkout         (and the old options) starts the old network again",
    `What it is made of: ${folder}`,
  ].join("\n");
}
