import { fromJson, type Hex, struct } from "@pha/codec";
import { grants } from "@pha/runtime/spec";
import type { EventPage, Network } from "@pha/sdk";

/** That a gatekeeper gave a worker parts of a contract's keys, as the gatekeeper told the ledger. */
export interface ToldGrant {
  readonly block: number;
  readonly gatekeeper: Hex;
  readonly worker: Hex;
  readonly contract: Hex;
  readonly generation: number;
  readonly epoch: number;
  readonly kinds: readonly string[];
}

const Told = struct(grants.events.KeysGranted.fields);

/** Everything that gatekeepers have told, newest first, page by page. By the chain's word: old blocks are not proven. */
export async function* toldGrants(network: Network): AsyncGenerator<ToldGrant> {
  let before: EventPage["next"];
  do {
    const { events, next } = await network.findEvents({ pallet: grants.name, name: "KeysGranted", before });
    for (const { block, fields } of events) {
      const { gatekeeper, grants: batch } = fromJson(Told, fields);
      for (const { kinds, ...grant } of batch.toReversed())
        yield { block: block.number, gatekeeper, ...grant, kinds: kinds.map(({ type }) => type) };
    }
    before = next;
  } while (before !== undefined);
}
