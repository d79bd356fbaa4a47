import { setTimeout as delay } from "node:timers/promises";
import { CodedError, type Hex } from "@pha/codec";
import { keypairFromUri } from "@pha/crypto/node";
import { type Call, readState } from "@pha/frame";
import { immortal, type Signer, signExtrinsic, system } from "@pha/runtime/spec";
import type { Bus } from "@pha/service-kit/bus";
import { openLedger, type ReadLedger } from "@pha/service-kit/ledger";
import type { Logger } from "@pha/service-kit/log";
import { pause } from "@pha/service-kit/pause";
import { subjects } from "@pha/wire";

/** How long one attempt waits for its effect before the next. */
const attemptMs = 5_000;
const pollMs = 100;
/** The pause before the next attempt; after those that were paid for without any effect it doubles each time. */
const pauseMs = 500;
const longestPauseMs = 300_000;

/** The account that registers and pays for an enclave. */
export interface Operator {
  readonly account: Hex;
  /**
   * Submits calls until their effect is there. Replicas may share an operator: one of two extrinsics with the same
   * nonce loses, and its sender tries again with the next.
   *
   * @param next - the call of an attempt; none when there is nothing (left) to do. The ledger that it is given is as of
   *   the attempt's nonce, so no call whose effect is there is paid for once more
   */
  ensure(what: string, next: (ledger: ReadLedger) => Promise<Call | undefined>): Promise<void>;
}

/** What an operator needs. */
export interface OperatorOptions {
  /** Secret URI of an sr25519 account. */
  readonly uri: string;
  readonly genesisHash: Hex;
  readonly bus: Bus;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/** Makes the operator of a secret URI. */
export function makeOperator({ uri, genesisHash, bus, log, signal }: OperatorOptions): Operator {
  const signer: Signer = keypairFromUri(uri, "sr25519");
  const nonceAt = (ledger: ReadLedger) =>
    ledger((state) => readState(system, state).account.get(signer.accountId).nonce);

  /** Whether the call was executed, so that its fee is paid. */
  async function attempt(call: Call, ledger: ReadLedger): Promise<boolean> {
    const nonce = await nonceAt(ledger);
    const ran = await ledger((state) => readState(system, state).lastRuntimeUpgrade.get());
    const extra = { era: immortal, nonce, tip: 0n };
    const context = { genesisHash, ...(ran && { specVersion: ran.spec_version }) };
    await bus.request(subjects.submit, {}, signExtrinsic(signer, call, extra, context));
    const deadline = performance.now() + attemptMs;
    for (;;) {
      if ((await nonceAt(openLedger(bus))) !== nonce) return true;
      if (performance.now() >= deadline) return false;
      await delay(pollMs, undefined, { signal });
    }
  }

  return {
    account: signer.accountId,
    async ensure(what, next) {
      let paid = 0;
      let said: string | undefined;
      while (!signal.aborted) {
        try {
          const ledger = openLedger(bus);
          await nonceAt(ledger);
          const call = await next(ledger);
          if (!call) return;
          if (paid > 0) log.warn({ what, paid }, "paid without effect, trying again");
          if (await attempt(call, ledger)) paid++;
        } catch (error) {
          if (signal.aborted) return;
          if (!(error instanceof CodedError)) throw error;
          if (said !== error.code)
            log.info({ what, code: error.code, reason: error.message }, "not done yet, trying again");
          said = error.code;
          await pause(pauseMs, signal);
        }
        if (paid > 1) await pause(Math.min(longestPauseMs, pauseMs * 2 ** (paid - 2)), signal);
      }
    },
  };
}
