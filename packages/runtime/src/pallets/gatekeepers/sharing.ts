import type { Reader } from "@pha/frame";
import type { GroupKey, gatekeepers } from "./spec.ts";

/** The master key as it is shared now, once there is one. */
export function groupKeyOf({ sharing, groupKeys }: Reader<typeof gatekeepers>): GroupKey | undefined {
  const current = sharing.get();
  return current && groupKeys.get(current.generation, current.round);
}
