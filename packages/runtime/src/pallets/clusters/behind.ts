import type { Hex } from "@pha/codec";
import type { Behind } from "./spec.ts";

/** Since which tick a member is up to date with every contract of its cluster; `undefined` for one that is not. */
export function upToDateSince(behind: Behind, identity: Hex): number | undefined {
  const found = behind.find((one) => one.identity === identity);
  if (!found) return 0;
  return found.contracts === 0 ? found.since : undefined;
}

/** Members of which one contract more lacks reports, or (-1) one fewer, from a tick on. */
export function withChange(behind: Behind, identities: readonly Hex[], by: 1 | -1, tick: number): Behind {
  const changed = identities.map((identity) => {
    const { contracts = 0 } = behind.find((one) => one.identity === identity) ?? {};
    return { identity, contracts: Math.max(0, contracts + by), since: tick };
  });
  return [...behind.filter(({ identity }) => !identities.includes(identity)), ...changed];
}
