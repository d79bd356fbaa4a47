import { setTimeout as delay } from "node:timers/promises";
import { CodedError, type Hex } from "@pha/codec";
import { keypairFromUri } from "@pha/crypto/node";
import { type Call, readState } from "@pha/frame";
import { immortal, type Signer, signExtrinsic, system } from "@pha/runtime/spec";
import type { Bus } from "@pha/service-kit/bus";
import type { Logger } from "@pha/service-kit/log";
import { pause } from "@pha/service-kit/pause";
import { subjects } from "@pha/wire";
import { readLedger } from "./ocalls.ts";

/** How long one attempt waits for its effect before the next. */
const attemptMs = 5_000;
const pollMs = 100;

/** The account that registers and pays for an enclave. */
export interface Operator {
  readonly account: Hex;
  /**
   * Submits calls until their effect is there. Replicas may share an operator: one of two extrinsics with the same
   * nonce loses, and its sender tries again with the next.
   *
   * @param calls - made anew for each attempt; none when there is nothing (left) to do
   */
  ensure(what: string, calls: () => Promise<Call | undefined>): Promise<void>;
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
  const nonce = () => readLedger(bus, (state) => readState(system, state).account.get(signer.accountId).nonce);

  const lastRuntime = () => readLedger(bus, (state) => readState(system, state).lastRuntimeUpgrade.get());

  async function attempt(call: Call): Promise<void> {
    const [next, ran] = await Promise.all([nonce(), lastRuntime()]);
    const extra = { era: immortal, nonce: next, tip: 0n };
    const context = { genesisHash, ...(ran && { specVersion: ran.spec_version }) };
    await bus.request(subjects.submit, {}, signExtrinsic(signer, call, extra, context));
    const deadline = performance.now() + attemptMs;
    while ((await nonce()) === next && performance.now() < deadline) await delay(pollMs, undefined, { signal });
  }

  return {
    account: signer.accountId,
    async ensure(what, calls) {
      while (!signal.aborted) {
        try {
          const call = await calls();
          if (!call) return;
          await attempt(call);
        } catch (error) {
          if (signal.aborted) return;
          if (!(error instanceof CodedError)) throw error;
          log.info({ what, code: error.code, reason: error.message }, "not done yet, trying again");
          await pause(pollMs * 5, signal);
        }
      }
    },
  };
}
