import type { governanceApi, ReplyOf } from "@pha/api";
import type { AnyPallet } from "@pha/frame";
import { computation, stakePools, vaults } from "@pha/runtime/spec";

/** How an event is told those who have something in the pool or vault that it is about. */
export type AlertWord = ReplyOf<typeof governanceApi.economy.alerts>["events"][number]["what"];

const told = <P extends AnyPallet>({ name }: P, words: { readonly [N in keyof P["events"] & string]?: AlertWord }) =>
  Object.entries<AlertWord>(words as Readonly<Record<string, AlertWord>>).map(
    ([event, word]) => [`${name}.${event}`, word] as const,
  );

/** Events that who has something in a pool or vault should know of, by pallet and name. */
export const alertWords: ReadonlyMap<string, AlertWord> = new Map([
  ...told(stakePools, { Suspended: "suspended", Resumed: "resumed", Slashed: "slashed", SlashReturned: "returned" }),
  ...told(stakePools, { CommissionSet: "commission", PoolClosed: "closed" }),
  ...told(vaults, { CommissionSet: "commission", VaultClosed: "closed" }),
  ...told(computation, { WorkerUnresponsive: "silent", WorkerRecovered: "back" }),
]);
