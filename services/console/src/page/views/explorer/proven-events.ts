import type { Network } from "@pha/sdk";
import type { Certified } from "../../ui/proof.tsx";

/** An event of a block, as its state proves it. */
export interface ProvenEvent {
  readonly index: number;
  readonly pallet: string;
  readonly name: string;
  readonly fields: unknown;
}

/**
 * A block's certificate, and its events by the proof of its state.
 *
 * @throws what does not hold, or is not kept any more
 */
export async function provenBlock(
  network: Network,
  number: number,
): Promise<Certified & { readonly hash: string; readonly events: readonly ProvenEvent[] }> {
  const certified = await network.certified(number);
  const events = await network.events(number);
  return {
    ...certified,
    events: events.map(({ type, value }, index) => ({ index, pallet: type, name: value.type, fields: value.value })),
  };
}
