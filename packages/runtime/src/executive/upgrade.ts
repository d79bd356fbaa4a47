import type { Execution } from "@pha/frame";
import { system } from "../pallets/system/spec.ts";
import type { Machine } from "./machine.ts";

/** In the first block of a new runtime, runs what its pallets do once. */
export function runUpgrade(
  { spec, implementations }: Machine,
  execution: Execution,
  attempt: (hook: () => void) => void,
): void {
  const { lastRuntimeUpgrade } = execution.of(system).state;
  const { spec_name, spec_version } = spec.version;
  if (lastRuntimeUpgrade.get()?.spec_version === spec_version) return;
  for (const { hooks } of implementations.values()) {
    const { onRuntimeUpgrade } = hooks;
    if (onRuntimeUpgrade) attempt(() => onRuntimeUpgrade(execution.env));
  }
  lastRuntimeUpgrade.put({ spec_version, spec_name });
}
