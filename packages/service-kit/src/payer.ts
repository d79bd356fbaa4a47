import { setTimeout as delay } from "node:timers/promises";
import type { Hex } from "@pha/codec";
import { keypairFromUri } from "@pha/crypto/node";
import { type Call, readState } from "@pha/frame";
import { immortal, type Signer, signExtrinsic, system } from "@pha/runtime/spec";
import { subjects } from "@pha/wire";
import type { Bus } from "./bus/types.ts";
import { openLedger, type ReadLedger } from "./ledger.ts";

/** How long the effect of a call is waited for. */
const effectMs = 5_000;
const pollMs = 100;

/** A call that was handed in, as an extrinsic with a nonce. */
export interface Submitted {
  readonly hash: Hex;
  readonly nonce: number;
}

/** A call that was handed in, and whether a finalized block has it, so that its fee is paid. */
export interface Paid {
  readonly hash: Hex;
  readonly isExecuted: boolean;
}

/** An account of a service, which signs calls and pays for them. */
export interface Payer {
  readonly account: Hex;
  /** The account's nonce. Read before all else it says which block a ledger is of. */
  nonceAt(ledger: ReadLedger): Promise<number>;
  /**
   * Hands in a call with the nonce of a ledger. A finalized block has it, or another of the account's extrinsics, when the
   * account's nonce is past that.
   *
   * @throws what the chain refuses it with
   */
  submit(call: Call, ledger: ReadLedger): Promise<Submitted>;
  /**
   * Hands in a call in that way, and waits for it for some seconds: of several calls that were made of one block's state,
   * by whichever replica, no more than one is executed.
   *
   * @throws what the chain refuses it with; the signal's reason
   */
  pay(call: Call, ledger: ReadLedger): Promise<Paid>;
}

/** What a payer needs. */
export interface PayerOptions {
  /** Secret URI of an sr25519 account. */
  readonly uri: string;
  readonly genesisHash: Hex;
  readonly bus: Pick<Bus, "request">;
  readonly signal: AbortSignal;
}

/** Makes the payer of a secret URI. */
export function makePayer({ uri, genesisHash, bus, signal }: PayerOptions): Payer {
  const signer: Signer = keypairFromUri(uri, "sr25519");
  const nonceAt = (ledger: ReadLedger) =>
    ledger((state) => readState(system, state).account.get(signer.accountId).nonce);
  const submit = async (call: Call, ledger: ReadLedger): Promise<Submitted> => {
    const nonce = await nonceAt(ledger);
    const ran = await ledger((state) => readState(system, state).lastRuntimeUpgrade.get());
    const extra = { era: immortal, nonce, tip: 0n };
    const context = { genesisHash, ...(ran && { specVersion: ran.spec_version }) };
    const { hash } = await bus.request(subjects.submit, {}, signExtrinsic(signer, call, extra, context));
    return { hash, nonce };
  };
  return {
    account: signer.accountId,
    nonceAt,
    submit,
    async pay(call, ledger) {
      const { hash, nonce } = await submit(call, ledger);
      const deadline = performance.now() + effectMs;
      for (;;) {
        if ((await nonceAt(openLedger(bus))) !== nonce) return { hash, isExecuted: true };
        if (performance.now() >= deadline) return { hash, isExecuted: false };
        await delay(pollMs, undefined, { signal });
      }
    },
  };
}
