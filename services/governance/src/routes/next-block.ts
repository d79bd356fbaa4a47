import { nothing } from "../ledger/snapshot.ts";
import type { RouteDeps } from "./deps.ts";

/**
 * The block after the tables' own: what is asked for "from now on" begins there. While they are made, now is not there.
 *
 * @throws `governance.FarBehind`, `governance.PutBack`
 */
export async function nextBlock({ lag, snapshot }: Pick<RouteDeps, "lag" | "snapshot">): Promise<number> {
  await lag.check();
  const { head } = await snapshot(nothing);
  return head.number + 1;
}
