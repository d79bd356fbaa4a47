import { type Hex, toHex } from "@pha/codec";
import type { Primitives } from "@pha/crypto";
import { multiSignature } from "@pha/runtime/spec";
import { type Caller, grantStatement } from "@pha/secret-channel";
import type { Signer } from "../signer.ts";

/** A client key that an account has certified: signs queries without asking the account again. */
export interface Session extends Caller {
  readonly account: Hex;
}

export interface SessionOptions {
  /** Contracts that the client key may query as the account; all when absent or empty. At most 16. */
  readonly contracts?: readonly Hex[];
  /** Blocks until the certificate expires; 7,200. */
  readonly blocks?: number;
}

/** A session that expires within this many blocks is replaced. */
const margin = 128;

/** Sessions by account and scope, each made once: the account signs once, not for every query. */
export class Sessions {
  readonly #primitives: Primitives;
  readonly #genesis: Hex;
  readonly #made = new Map<string, Promise<Session>>();

  constructor(primitives: Primitives, genesis: Hex) {
    this.#primitives = primitives;
    this.#genesis = genesis;
  }

  /** @param number - the newest block */
  async get(signer: Signer, number: number, { contracts = [], blocks = 7_200 }: SessionOptions = {}): Promise<Session> {
    const name = [signer.accountId, blocks, ...contracts].join();
    const made = this.#made.get(name);
    const session = await made;
    if (session && session.certificate.grant.expiry > number + Math.min(margin, blocks / 2)) return session;
    if (this.#made.get(name) !== made) return this.get(signer, number, { contracts, blocks });
    const making = this.#make(signer, contracts, number + blocks);
    this.#made.set(name, making);
    making.catch(() => this.#made.delete(name));
    return making;
  }

  async #make(signer: Signer, contracts: readonly Hex[], expiry: number): Promise<Session> {
    const clientSecret = this.#primitives.randomBytes(32);
    const grant = { clientKey: toHex(this.#primitives.ed25519.publicKey(clientSecret)), contracts, expiry };
    const signature = multiSignature(signer.scheme, await signer.sign(grantStatement(this.#genesis, grant)));
    const account = signer.accountId;
    return { account, certificate: { account, grant, signature }, clientSecret };
  }
}
