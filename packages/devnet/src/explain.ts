import { CodedError } from "@pha/codec";
import { errors as infra } from "@pha/local-infra";
import type { Again } from "./again.ts";
import { errors } from "./errors.ts";

/** Why a start failed, as a person reads it: what, where to look, what to try. */
export function explain(error: unknown, again: Again): string {
  if (infra.ProcessFailed.is(error)) return explainProcess(error.data as unknown as ProcessFailure, again);
  if (errors.NetworkChanged.is(error))
    return explainChange(error, { anew: again("--fresh"), old: "the old checkout (and the old options)" });
  if (errors.PortTaken.is(error))
    return `${error.message} [${error.code}]\nStop it, or let the network take free ports: ${again("--ports", "free")}`;
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

function explainProcess({ name, how, log, lastLines }: ProcessFailure, again: Again): string {
  const lines = lastLines.trim().split("\n");
  return [
    `${name} does not start (${how}). Its last log lines:`,
    ...lines.map((line) => `  ${line}`),
    `All of it: ${log}`,
    `Try: ${adviceOn(lastLines, again)}`,
  ].join("\n");
}

/** Likely remedies, by a pattern in the log. */
function adviceOn(log: string, again: Again): string {
  if (/ENOSPC|No space left/i.test(log)) return `make room on the disk, then ${again()}`;
  if (/PortTaken|EADDRINUSE/.test(log)) return again("--ports", "free");
  if (/GenesisMismatch|Schema(Newer|Changed)|incompatible with server/.test(log))
    return `${again("--fresh")}, which forgets the ledger, or the checkout that made it`;
  return `${again()} once more; should it stay so, ${again("--fresh")}, which forgets the ledger`;
}

/** Ways on for a network whose programs have changed. */
interface WaysOn {
  /** Command that forgets the network. */
  readonly anew: string;
  /** What starts the old one again. */
  readonly old: string;
}

/** Says of `devnet.NetworkChanged` what would be lost. */
export function explainChange({ data }: CodedError, { anew, old }: WaysOn): string {
  return [
    `Something that the network of the last start is made of has changed: ${data["changed"]}.`,
    "Its ledger names the old one, and its enclaves' keys are sealed to it: they open for no other. Nothing was touched.",
    "There are two ways on:",
    `  ${anew}`,
    "      begins a new network; accounts, contracts and all encrypted state of the old one are lost",
    `  ${old}`,
    "      starts the old network again",
    `What it is made of: ${data["folder"]}`,
  ].join("\n");
}
