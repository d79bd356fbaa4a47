import type { Hex } from "@pha/codec";
import { headerHash, type Proposal } from "@pha/light-client";

/** How far above the certified height proposals are kept: as far as authoring runs ahead of finality. */
const MAX_HEIGHTS = 64;
const MAX_BYTES = 64 * 1024 * 1024;

/** Proposals that wait for the certificate of their parent, one per height, in bounded memory. */
export class PendingProposals {
  readonly #byHeight = new Map<number, { readonly proposal: Proposal; readonly bytes: number }>();
  #bytes = 0;

  get size(): number {
    return this.#byHeight.size;
  }

  /** Keeps a proposal, the newest of its height; not one too far up, nor one more than fits: it is asked for later. */
  put(certified: number, proposal: Proposal): void {
    const { number } = proposal.header;
    if (number <= certified || number > certified + MAX_HEIGHTS) return;
    this.#drop(number);
    const bytes = sizeOf(proposal);
    if (this.#bytes + bytes > MAX_BYTES) return;
    this.#byHeight.set(number, { proposal, bytes });
    this.#bytes += bytes;
  }

  find(hash: Hex): Proposal | undefined {
    return [...this.#byHeight.values()].find(({ proposal }) => headerHash(proposal.header) === hash)?.proposal;
  }

  /** The proposal whose turn it is, and forgets it and all below. */
  take(certified: number): Proposal | undefined {
    const next = this.#byHeight.get(certified + 1);
    for (const number of [...this.#byHeight.keys()]) if (number <= certified + 1) this.#drop(number);
    return next?.proposal;
  }

  #drop(number: number): void {
    this.#bytes -= this.#byHeight.get(number)?.bytes ?? 0;
    this.#byHeight.delete(number);
  }
}

function sizeOf({ extrinsics, witness }: Proposal): number {
  let bytes = witness.proof.length;
  for (const extrinsic of extrinsics) bytes += extrinsic.length;
  for (const [key, value] of witness.values) bytes += key.length + (value?.length ?? 0);
  return bytes;
}
