import type { Hex } from "@pha/codec";
import type { Reader } from "@pha/frame";
import { groupKeyOf } from "../gatekeepers/sharing.ts";
import type { gatekeepers } from "../gatekeepers/spec.ts";

/** Whether an enclave may have keys to give, and is heard of whom it gave them: it has a seat, or a share until the next sharing. */
export function isTeller(state: Reader<typeof gatekeepers>, enclave: Hex): boolean {
  const holders = groupKeyOf(state)?.publicShares ?? [];
  return [...state.members.get(), ...holders].some(({ identity }) => identity === enclave);
}
