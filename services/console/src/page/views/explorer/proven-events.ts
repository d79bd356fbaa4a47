import type { Network } from "@pha/sdk";
import type { Certified } from "../../ui/proof.tsx";

/** An event as the state of its block proves it. */
export interface ProvenEvent {
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
    events: events.map(({ type, value }) => ({ name: `${type}.${value.type}`, fields: value.value })),
  };
}
