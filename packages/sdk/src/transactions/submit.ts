import { chainErrors, type Status } from "@pha/api";
import type { Hex } from "@pha/codec";
import type { Call, Event } from "@pha/frame";
import {
  encodeCall,
  encodeSigned,
  extrinsicHash,
  mortalEra,
  multiSignature,
  signingPayload,
  transactionErrors,
  version,
} from "@pha/runtime/spec";
import { errors, isUnavailable } from "../errors.ts";
import { type Chain, isAccepted } from "../ledger/chain.ts";
import type { CertifiedBlock, Follower } from "../ledger/follower.ts";
import type { Signer } from "../signer.ts";
import { waiting } from "../transport/waiting.ts";
import { aboutTransaction, throwFailure } from "./failure.ts";
import { proveIncluded } from "./inclusion.ts";
import { type Claimed, wasOvertaken } from "./overtaken.ts";

/** Blocks during which a signed transaction may be included; after that it is void. */
const lifetime = 64;
/** How often a transaction is handed in when the chain does not answer, or its nonce was just taken. */
const attempts = 5;

export interface SendOptions {
  /** Extra fee in plancks, to go first. */
  readonly tip?: bigint;
  /** The account's next one, when absent. */
  readonly nonce?: number;
  /** How long to wait; 60 s. */
  readonly timeoutMs?: number;
}

export interface SubmitOptions extends SendOptions {
  /**
   * What to wait for. `accepted`: the chain has stored it and will not lose it. `inBlock`: it is in a block, by the
   * chain's word. `finalized` (default): a quorum of validators certified the block, and its content is proven.
   */
  readonly wait?: "accepted" | "inBlock" | "finalized";
}

/** A transaction that the chain has taken. */
export interface Receipt {
  readonly hash: Hex;
  readonly status: "accepted" | "inBlock" | "finalized";
}

/** A finalized transaction whose call succeeded: block, place and events are proven. */
export interface FinalizedReceipt extends Receipt {
  readonly status: "finalized";
  readonly block: CertifiedBlock;
  readonly index: number;
  readonly events: readonly Event[];
}

interface Signed extends Claimed {
  /** Of the runtime that it is signed for. */
  readonly specVersion: number;
}

/** Signs calls and brings them to the ledger. */
export class Submitter {
  readonly #chain: Chain;
  readonly #follower: Follower;
  /** By account: the last hand-in, behind which the next one waits, so that nonces are given out in turn. */
  readonly #turns = new Map<Hex, Promise<unknown>>();
  /** Of the runtime that the ledger had last. */
  #specVersion = version.spec_version;

  constructor(chain: Chain, follower: Follower) {
    this.#chain = chain;
    this.#follower = follower;
  }

  /** Hands a call in; waits until it is in a block if asked to. */
  async send(signer: Signer, call: Call, wait: "accepted" | "inBlock", options: SendOptions): Promise<Receipt> {
    if (wait === "accepted") return { hash: (await this.#accepted(signer, call, options)).hash, status: wait };
    const { hash, failures } = await this.#done(signer, call, wait, options);
    throwFailure(failures, { transaction: hash });
    return { hash, status: wait };
  }

  /** Hands a call in and waits until it is final, with proof that it is and of what it did. */
  async finalize(signer: Signer, call: Call, options: SendOptions): Promise<FinalizedReceipt> {
    const { hash, extrinsic, block } = await this.#done(signer, call, "finalized", options);
    try {
      const included = await proveIncluded(this.#chain, this.#follower, extrinsic, hash, block?.number ?? 0);
      return { hash, status: "finalized", ...included };
    } catch (error) {
      throw aboutTransaction(hash, error);
    }
  }

  /** Hands a call in and waits. One that an upgrade met while it waited is signed again, with its nonce, so it runs once. */
  async #done(signer: Signer, call: Call, wait: "inBlock" | "finalized", options: SendOptions) {
    let own = options;
    for (let attempt = 1; ; attempt++) {
      const { specVersion, ...accepted } = await this.#accepted(signer, call, own);
      own = { ...options, nonce: accepted.nonce };
      try {
        return { ...(await this.#follow(accepted.hash, wait, options.timeoutMs)), ...accepted };
      } catch (error) {
        const isUnsigned = errors.TransactionRefused.is(error) && error.data["reason"] === BadProof().name;
        if (attempt === attempts || !isUnsigned || !(await this.#isOutdated(specVersion))) throw error;
      }
    }
  }

  #accepted(signer: Signer, call: Call, options: SendOptions): Promise<Signed> {
    return this.#inTurn(signer.accountId, () => this.#handIn(signer, call, options));
  }

  #inTurn<T>(account: Hex, work: () => Promise<T>): Promise<T> {
    const before = this.#turns.get(account) ?? Promise.resolve();
    const mine = before.then(work);
    this.#turns.set(
      account,
      mine.catch(() => undefined),
    );
    return mine;
  }

  /** Signs and hands in. Two signatures of one nonce run once; a second nonce is taken when the first signature cannot run. */
  async #handIn(signer: Signer, call: Call, { tip = 0n, nonce: given }: SendOptions): Promise<Signed> {
    let nonce = given ?? (await this.#nextNonce(signer.accountId));
    for (let attempt = 1; ; attempt++) {
      const signed = await this.#sign(signer, call, tip, nonce);
      try {
        await this.#store(signed.extrinsic);
        return signed;
      } catch (error) {
        if (attempt === attempts) throw error;
        const isTaken = given === undefined && (Stale.is(error) || chainErrors.PriorityTooLow.is(error));
        if (isTaken) {
          if (!(await wasOvertaken(this.#chain, this.#follower, signed))) return signed;
          nonce = Math.max(nonce + 1, await this.#nextNonce(signer.accountId));
        } else if (!(BadProof.is(error) && (await this.#isOutdated(signed.specVersion)))) throw error;
      }
    }
  }

  async #nextNonce(address: Hex): Promise<number> {
    return (await this.#chain.accounts.get({ address })).nextNonce;
  }

  /**
   * Whether the ledger's runtime is another than what was signed for; from now on, signatures are for that one.
   *
   * @throws `sdk.OutdatedClient`
   */
  async #isOutdated(signedFor: number): Promise<boolean> {
    const { specVersion, transactionVersion } = await this.#chain.network.runtime();
    if (transactionVersion !== version.transaction_version) throw errors.OutdatedClient({ transactionVersion });
    this.#specVersion = specVersion;
    return specVersion !== signedFor;
  }

  async #sign(signer: Signer, call: Call, tip: bigint, nonce: number): Promise<Signed> {
    const { header, hash } = await this.#follower.fresh();
    const specVersion = this.#specVersion;
    const extra = { era: mortalEra(lifetime, header.number), nonce, tip };
    const { genesisHash } = this.#follower.view.client;
    const context = { genesisHash, eraBlockHash: hash, specVersion };
    const signature = await signer.sign(signingPayload(encodeCall(call), extra, context));
    const { accountId: account, scheme } = signer;
    const extrinsic = encodeSigned(account, multiSignature(scheme, signature), extra, call);
    return { extrinsic, hash: extrinsicHash(extrinsic), account, nonce, birth: header.number, specVersion };
  }

  /** Hands in the very same bytes until the chain says that it has them. */
  async #store(extrinsic: Uint8Array): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#chain.transactions.submit({ extrinsic });
        return;
      } catch (error) {
        // After an answer that was lost, a refusal may mean that the first try got through.
        if (attempt > 1 && !isUnavailable(error) && (await isAccepted(this.#chain, extrinsicHash(extrinsic)))) return;
        if (!isUnavailable(error) || attempt === attempts) throw error;
      }
      await waiting.pause(waiting.backoffMs(attempt));
    }
  }

  async #follow(hash: Hex, wait: "inBlock" | "finalized", timeoutMs = 60_000): Promise<Status> {
    const timeout = AbortSignal.timeout(timeoutMs);
    for (let attempt = 1; ; attempt++) {
      try {
        for await (const status of this.#chain.transactions.follow({ hash }, timeout)) {
          const { status: name, reason } = status;
          if (name === "invalid" || name === "dropped")
            throw errors.TransactionRefused({ transaction: hash, status: name, reason });
          if (name === "finalized" || (wait === "inBlock" && name === "in-block")) return status;
        }
      } catch (error) {
        if (!isUnavailable(error) && !timeout.aborted) throw error;
      }
      if (timeout.aborted) throw errors.TransactionPending({ transaction: hash, seconds: timeoutMs / 1_000 });
      await waiting.pause(waiting.backoffMs(attempt));
    }
  }
}

const { BadProof, Stale } = transactionErrors;
