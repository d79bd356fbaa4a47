import type { Execution, Implementation } from "@pha/frame";
import { system } from "../pallets/system/spec.ts";
import { version } from "../version.ts";

/** In the first block of a new runtime, runs what its pallets do once. */
export function runUpgrade(
  execution: Execution,
  implementations: Iterable<Implementation>,
  attempt: (hook: () => void) => void,
): void {
  const { lastRuntimeUpgrade } = execution.of(system).state;
  const { spec_name, spec_version } = version;
  if (lastRuntimeUpgrade.get()?.spec_version === spec_version) return;
  for (const { hooks } of implementations) {
    const { onRuntimeUpgrade } = hooks;
    if (onRuntimeUpgrade) attempt(() => onRuntimeUpgrade(execution.env));
  }
  lastRuntimeUpgrade.put({ spec_version, spec_name });
}
