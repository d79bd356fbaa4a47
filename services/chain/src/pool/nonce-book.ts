import type { Hex } from "@pha/codec";
import type { Extrinsic } from "@pha/runtime/spec";
import { errors } from "../errors.ts";

/** Bytes that one account, or one enclave's session, may have waiting. How many extrinsics: the nonce says. */
export const MAX_ACCOUNT_BYTES = 8 * 1024 * 1024;

interface Page {
  readonly nonces: Set<number>;
  bytes: number;
}

/** Waiting extrinsics by account. */
export class NonceBook {
  readonly #pages = new Map<Hex, Page>();

  remember(extrinsic: Extrinsic): void {
    const sender = senderOf(extrinsic);
    if (!sender) return;
    const page = this.#pages.get(sender) ?? { nonces: new Set(), bytes: 0 };
    page.bytes += extrinsic.bytes.length;
    if (extrinsic.signed) page.nonces.add(extrinsic.signed.extra.nonce);
    this.#pages.set(sender, page);
  }

  forget(extrinsic: Extrinsic | undefined): void {
    const sender = extrinsic && senderOf(extrinsic);
    const page = sender && this.#pages.get(sender);
    if (!page) return;
    page.bytes -= extrinsic.bytes.length;
    if (extrinsic.signed) page.nonces.delete(extrinsic.signed.extra.nonce);
    if (page.bytes === 0) this.#pages.delete(sender);
  }

  clear(): void {
    this.#pages.clear();
  }

  /**
   * Expects room for one more.
   *
   * @param leaving what it would push out of the pool
   * @throws `chain.AccountFull`
   */
  admit(extrinsic: Extrinsic, leaving: readonly Extrinsic[]): void {
    const sender = senderOf(extrinsic);
    let bytes = (sender && this.#pages.get(sender)?.bytes) ?? 0;
    for (const other of leaving) if (senderOf(other) === sender) bytes -= other.bytes.length;
    if (bytes + extrinsic.bytes.length > MAX_ACCOUNT_BYTES)
      throw errors.AccountFull({ bytes, limit: MAX_ACCOUNT_BYTES });
  }

  /** The first nonce from `nonce` on that nothing waits with. */
  next(account: Hex, nonce: number): number {
    const nonces = this.#pages.get(account)?.nonces;
    let next = nonce;
    while (nonces?.has(next)) next++;
    return next;
  }
}

const senderOf = ({ signed, bare }: Extrinsic): Hex | undefined => signed?.signer ?? bare?.session;
