import type { Incident } from "./supervise.ts";

/** Progress of a network, for people. */
export interface Report {
  /** A part that serves: its name, what is to know about it, and how long it took. */
  part(name: string, detail: string, ms: number): void;
  /** A part that takes long. */
  waiting(name: string, reason: string): void;
  incident(incident: Incident): void;
  /** What people would not expect. */
  remark(text: string): void;
}

/** Prints nothing. */
export const silent: Report = { part() {}, waiting() {}, incident() {}, remark() {} };

/** Parts that begin to take long within this time are named together. */
const GATHER_MS = 300;

/** Prints lines. */
export function printing(print: (line: string) => void): Report {
  const late = new Map<string, string>();
  const tellLate = () => {
    for (const [reason, of] of Map.groupBy(late, ([, reason]) => reason))
      print(`  … waiting for ${of.map(([name]) => name).join(", ")} (${reason})`);
    late.clear();
  };
  return {
    part: (name, detail, ms) => print(`  ${name.padEnd(12)} ${detail.padEnd(58)} ${seconds(ms).padStart(6)}`),
    waiting(name, reason) {
      if (late.size === 0) setTimeout(tellLate, GATHER_MS).unref();
      late.set(name, reason);
    },
    incident: (incident) => print(describe(incident)),
    remark: (text) => print(`  ! ${text}`),
  };
}

/** One line for each incident; with the log when nobody tries any more. */
export function describe(incident: Incident): string {
  const { name } = incident;
  if (incident.type === "back") return `  ${name} is back after ${seconds(incident.ms)}`;
  if (incident.type === "ended") {
    return `  ${name} ended by itself (${incident.how}); starting it again in ${seconds(incident.againInMs)}`;
  }
  return [
    `  ${name} ends over and over (${incident.how}) and stays stopped; everything else runs on. Its last log lines:`,
    ...incident.lastLines.split("\n").map((line) => `    ${line}`),
    `  All of it: ${incident.logFile}. Try to stop and start the network.`,
  ].join("\n");
}

/** `0.4 s`. */
export const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
