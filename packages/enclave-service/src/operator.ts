import { CodedError, type Hex } from "@pha/codec";
import type { Call } from "@pha/frame";
import { openLedger, type ReadLedger } from "@pha/service-kit/ledger";
import type { Logger } from "@pha/service-kit/log";
import { pause } from "@pha/service-kit/pause";
import { makePayer, type PayerOptions } from "@pha/service-kit/payer";

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
export interface OperatorOptions extends PayerOptions {
  readonly log: Logger;
}

/** Makes the operator of a secret URI. */
export function makeOperator({ log, ...options }: OperatorOptions): Operator {
  const { bus, signal } = options;
  const payer = makePayer(options);
  return {
    account: payer.account,
    async ensure(what, next) {
      let paid = 0;
      let said: string | undefined;
      while (!signal.aborted) {
        try {
          const ledger = openLedger(bus);
          await payer.nonceAt(ledger);
          const call = await next(ledger);
          if (!call) return;
          if (paid > 0) log.warn({ what, paid }, "paid without effect, trying again");
          if ((await payer.pay(call, ledger)).isExecuted) paid++;
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
