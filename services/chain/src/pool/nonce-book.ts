import type { Hex } from "@pha/codec";
import type { Extrinsic } from "@pha/runtime/spec";

/** Nonces that wait, by account. */
export class NonceBook {
  readonly #nonces = new Map<Hex, Set<number>>();

  remember({ signed }: Extrinsic): void {
    if (!signed) return;
    const nonces = this.#nonces.get(signed.signer) ?? new Set();
    this.#nonces.set(signed.signer, nonces.add(signed.extra.nonce));
  }

  forget(extrinsic: Extrinsic | undefined): void {
    const signed = extrinsic?.signed;
    const nonces = signed && this.#nonces.get(signed.signer);
    nonces?.delete(signed?.extra.nonce ?? -1);
    if (signed && nonces?.size === 0) this.#nonces.delete(signed.signer);
  }

  /** The first from `nonce` on that nothing waits with. */
  next(account: Hex, nonce: number): number {
    const nonces = this.#nonces.get(account);
    let next = nonce;
    while (nonces?.has(next)) next++;
    return next;
  }
}
