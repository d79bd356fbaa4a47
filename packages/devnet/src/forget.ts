import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Places } from "./paths.ts";

/** Whether a network has begun here: without its ledger nothing else is worth keeping. */
export const hasLedger = ({ postgres }: Places): boolean => existsSync(join(postgres, "data", "PG_VERSION"));

/** Removes a network with its ledger, keys and secrets. Logs, downloads and caches stay. */
export function forget({ network, secrets, postgres, nats, folders, showcase }: Places): void {
  for (const place of [network, secrets, postgres, nats, showcase, ...Object.values(folders)])
    rmSync(place, { recursive: true, force: true });
}
