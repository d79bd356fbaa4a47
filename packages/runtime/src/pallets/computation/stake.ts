import type { AccountId, Hex } from "@pha/codec";
import type { Env } from "@pha/frame";
import { PHA } from "../balances/account-data.ts";
import { permillOf } from "../balances/parts.ts";
import { type Slash, slashPool } from "../stake-pools/sessions.ts";
import { computation } from "./spec.ts";

/** A part of a session's stake, by an offence of the worker's at a block, and to which account it goes. */
interface Seizure {
  readonly part: number;
  readonly at: number;
  readonly to: AccountId;
}

/**
 * Takes a part of what a worker's session has at stake, in millionths.
 *
 * @returns nothing where the worker did not compute at that block, or there is less than a PHA to take
 */
export function seizeStake(
  env: Env,
  worker: Hex,
  { part, at, to }: Seizure,
): (Slash & { readonly pool: number }) | undefined {
  const { sessions } = env.of(computation).state;
  const session = sessions.get(worker);
  if (!session || session.startedIn > at) return undefined;
  const { pool, stake, standing } = session;
  const amount = permillOf(stake, part);
  if (amount < PHA) return undefined;
  const slash = slashPool(env, pool, amount, { to, stopping: standing.type === "CoolingDown" });
  sessions.put(worker, { ...session, stake: stake - slash.taken });
  return { ...slash, pool };
}
