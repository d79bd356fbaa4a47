import type { LogEntry } from "../host.ts";

const safe = /^[\w.:-]{1,64}$/;

/** A program's log entry; what does not have the form of one is a `malformed-log` without facts. */
export function decodeLog(payload: Uint8Array): LogEntry {
  try {
    const { code, facts } = JSON.parse(new TextDecoder().decode(payload)) as { code: unknown; facts: object };
    const numbers = Object.entries(facts).filter(([key, value]) => safe.test(key) && typeof value === "number");
    if (typeof code === "string" && safe.test(code)) return { code, facts: Object.fromEntries(numbers) };
  } catch {}
  return { code: "malformed-log", facts: {} };
}
