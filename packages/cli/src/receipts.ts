import { type AnyPallet, type EventFields, findEvent } from "@pha/frame";
import type { FinalizedReceipt } from "@pha/sdk";
import { errors } from "./errors.ts";

/**
 * What a call of one's own told by an event that it has whenever it succeeds.
 *
 * @throws `cli.EventMissing`
 */
export function getEvent<P extends AnyPallet, N extends keyof P["events"] & string>(
  { events, hash, block }: Pick<FinalizedReceipt, "events" | "hash" | "block">,
  pallet: P,
  name: N,
): EventFields<P, N> {
  const found = findEvent(events, pallet, name);
  if (found !== undefined) return found;
  throw errors.EventMissing({ expected: `${pallet.name}.${name}`, transaction: hash, block: block.number });
}
