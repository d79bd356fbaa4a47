import type { Hex, JsonContext } from "@pha/codec";
import type { Secret } from "@pha/service-kit/config";
import type { Db } from "@pha/service-kit/db";
import type { Foretell } from "../ledger/foretell.ts";
import type { TakeSnapshot } from "../ledger/snapshot.ts";
import type { Lag } from "../projection/lag.ts";
import type { Moves } from "../projection/moves.ts";

/** Dependencies of REST routes. */
export interface RouteDeps {
  readonly snapshot: TakeSnapshot;
  readonly foretell: Foretell;
  /** Counts what a client's request cost beside itself, in requests. */
  readonly charge: (client: string, requests: number) => void;
  readonly moved: Moves;
  readonly lag: Lag;
  readonly json: JsonContext;
  readonly genesisHash: Hex;
  /** From one block to the next where nothing happens. */
  readonly idleMs: number;
  readonly hooks: {
    /** Where they are. */
    readonly db: Db;
    /** Who sends it manages them; nobody does when absent. */
    readonly token: Secret<string> | undefined;
    readonly mayBePrivate: boolean;
  };
}
