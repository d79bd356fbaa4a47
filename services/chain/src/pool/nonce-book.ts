import type { Hex } from "@pha/codec";
import type { Validity } from "@pha/runtime";
import { type Extrinsic, transactionErrors } from "@pha/runtime/spec";
import { errors } from "../errors.ts";
import { memoryOf } from "./memory-of.ts";

/**
 * Bytes of memory that one account, or one enclave's session, may have waiting: some sixteen times half a MiB, which is
 * held three times. How many extrinsics: the nonce says.
 */
export const MAX_ACCOUNT_BYTES = 24 * 1024 * 1024;

interface Page {
  /** What each costs at most, by its nonce. */
  readonly costs: Map<number, bigint>;
  cost: bigint;
  bytes: number;
}

/** What is said of an extrinsic's payment: its fee, and what its sender has. */
type Payment = Pick<Validity, "fee" | "funds">;

/** Waiting extrinsics by account. */
export class NonceBook {
  readonly #pages = new Map<Hex, Page>();

  remember(extrinsic: Extrinsic, payment: Payment): void {
    const sender = senderOf(extrinsic);
    if (!sender) return;
    const page = this.#pages.get(sender) ?? { costs: new Map(), cost: 0n, bytes: 0 };
    page.bytes += memoryOf(extrinsic);
    if (extrinsic.signed) {
      const cost = costOf(extrinsic, payment);
      page.costs.set(extrinsic.signed.extra.nonce, cost);
      page.cost += cost;
    }
    this.#pages.set(sender, page);
  }

  forget(extrinsic: Extrinsic | undefined): void {
    const sender = extrinsic && senderOf(extrinsic);
    const page = sender && this.#pages.get(sender);
    if (!page) return;
    page.bytes -= memoryOf(extrinsic);
    if (extrinsic.signed) {
      const { nonce } = extrinsic.signed.extra;
      page.cost -= page.costs.get(nonce) ?? 0n;
      page.costs.delete(nonce);
    }
    if (page.bytes === 0) this.#pages.delete(sender);
  }

  clear(): void {
    this.#pages.clear();
  }

  /**
   * Expects room for one more, and that its sender can pay for all that it has waiting then.
   *
   * @param leaving what it would push out of the pool
   * @throws `chain.AccountFull`, `transaction.Payment`
   */
  admit(extrinsic: Extrinsic, payment: Payment, leaving: readonly Extrinsic[]): void {
    const sender = senderOf(extrinsic);
    const page = sender && this.#pages.get(sender);
    let bytes = page?.bytes ?? 0;
    let needed = (page?.cost ?? 0n) + costOf(extrinsic, payment);
    for (const other of leaving) {
      if (senderOf(other) !== sender) continue;
      bytes -= memoryOf(other);
      if (other.signed) needed -= page?.costs.get(other.signed.extra.nonce) ?? 0n;
    }
    if (bytes + memoryOf(extrinsic) > MAX_ACCOUNT_BYTES) throw errors.AccountFull({ bytes, limit: MAX_ACCOUNT_BYTES });
    const { funds } = payment;
    if (funds !== undefined && needed > funds) throw transactionErrors.Payment({ needed, free: funds });
  }

  /** The first nonce from `nonce` on that nothing waits with. */
  next(account: Hex, nonce: number): number {
    const waiting = this.#pages.get(account)?.costs;
    let next = nonce;
    while (waiting?.has(next)) next++;
    return next;
  }
}

const costOf = ({ signed }: Extrinsic, { fee }: Payment): bigint => fee + (signed?.extra.tip ?? 0n);

const senderOf = ({ signed, bare }: Extrinsic): Hex | undefined => signed?.signer ?? bare?.session;
