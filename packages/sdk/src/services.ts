import type { Hex } from "@pha/codec";
import type { Primitives } from "@pha/crypto";
import type { Abis } from "./contracts/abis.ts";
import type { CommandStore } from "./contracts/command-store.ts";
import type { Gatekeepers } from "./contracts/gatekeepers.ts";
import type { QueryDesk } from "./contracts/query.ts";
import type { ReceiptDesk } from "./contracts/receipts.ts";
import type { Sessions } from "./contracts/session.ts";
import type { Chain } from "./ledger/chain.ts";
import type { Follower } from "./ledger/follower.ts";
import type { Submitter } from "./transactions/submit.ts";

/** What the parts of a connection share. */
export interface Services {
  readonly genesisHash: Hex;
  readonly primitives: Primitives;
  readonly chain: Chain;
  readonly follower: Follower;
  readonly submitter: Submitter;
  readonly sessions: Sessions;
  readonly gatekeepers: Gatekeepers;
  readonly desk: QueryDesk;
  readonly abis: Abis;
  readonly receipts: ReceiptDesk;
  readonly commands: CommandStore;
}
