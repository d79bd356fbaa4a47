import type { Hex } from "@pha/codec";
import type { Keypair } from "@pha/crypto";
import { keypairFromUri } from "@pha/crypto/node";
import type { Call } from "@pha/frame";
import { joinSigned, multiSignature, transactionErrors } from "@pha/runtime/spec";
import { errors as chainErrors } from "../errors.ts";
import type { Ledger, Receipt } from "../ledger/ledger.ts";
import { prepare } from "../ledger/prepare.ts";
import { errors } from "./errors.ts";

/** Somebody else may sign for the same account meanwhile: then the next nonce is tried. */
const ATTEMPTS = 5;

/** Submits as development accounts, whose keys everybody knows. */
export interface DevAccounts {
  /**
   * Signs a call as `//Alice`, `//Bob` … and submits it. Calls of one account go one behind the other.
   *
   * @throws `chain-dev.NoSuchKey`, and what `Ledger.submit` throws.
   */
  submit(uri: string, call: Call): Promise<Receipt>;
}

export function devAccounts({ ledger }: { ledger: Ledger }): DevAccounts {
  const keys = new Map<string, Keypair>();
  const turns = new Map<Hex, Promise<unknown>>();

  return {
    submit(uri, call) {
      const key = keyOf(uri);
      const before = turns.get(key.accountId) ?? Promise.resolve();
      const mine = before.then(() => sign(key, call));
      const settled = mine.then(ignore, ignore).then(() => {
        if (turns.get(key.accountId) === settled) turns.delete(key.accountId);
      });
      turns.set(key.accountId, settled);
      return mine;
    },
  };

  function keyOf(uri: string): Keypair {
    if (!/^(\/\/\w{1,32}){1,4}$/.test(uri)) throw errors.NoSuchKey({ given: uri });
    const known = keys.get(uri);
    if (known) return known;
    const key = keypairFromUri(uri, "sr25519");
    if (keys.size < 1_000) keys.set(uri, key);
    return key;
  }

  async function sign(key: Keypair, call: Call): Promise<Receipt> {
    for (let attempt = 1; ; attempt++) {
      const { callBytes, extra, context } = await prepare(ledger, key.accountId, call);
      const signature = key.sign(ledger.runtime.signingPayload(callBytes, extra, context));
      try {
        return await ledger.submit(joinSigned(key.accountId, multiSignature(key.scheme, signature), extra, callBytes));
      } catch (error) {
        const isTaken = [transactionErrors.Stale, chainErrors.PriorityTooLow, chainErrors.AlreadyKnown];
        if (attempt === ATTEMPTS || !isTaken.some(({ is }) => is(error))) throw error;
      }
    }
  }
}

const ignore = () => {};
