import { type Hex, toHex } from "@pha/codec";
import type { Primitives } from "@pha/crypto";
import { readState } from "@pha/frame";
import { certificates, multiSignature } from "@pha/runtime/spec";
import { type Caller, type Grant, grantStatement } from "@pha/secret-channel";
import type { Services } from "../services.ts";
import type { Signer } from "../signer.ts";
import type { WalletCaller } from "../wallets/wallet.ts";

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

/** What a certificate is made by: the newest block, and the ledger's count of the account's revocations. */
interface CertifiedAt {
  readonly number: number;
  readonly revocations: number;
}

/** The account's session as the finalized ledger has it: one whose certificate was revoked is replaced. */
export async function currentSession(
  { follower, sessions }: Pick<Services, "follower" | "sessions">,
  signer: Signer | WalletCaller,
  options: SessionOptions = {},
): Promise<Session> {
  const revocations = await follower.view.read((state) =>
    readState(certificates, state).revocations.get(signer.accountId),
  );
  return sessions.get(signer, { number: follower.newest, revocations }, options);
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

  async get(
    signer: Signer | WalletCaller,
    at: CertifiedAt,
    { contracts = [], blocks = 7_200 }: SessionOptions = {},
  ): Promise<Session> {
    const { number, revocations } = at;
    const name = [signer.accountId, blocks, ...contracts].join();
    const made = this.#made.get(name);
    const session = await made;
    const grant = session?.certificate.grant;
    const isLasting = grant && grant.expiry > number + Math.min(margin, blocks / 2);
    if (session && isLasting && grant.revocations >= revocations) return session;
    if (this.#made.get(name) !== made) return this.get(signer, at, { contracts, blocks });
    const making = this.#make(signer, { contracts, expiry: number + blocks, revocations });
    this.#made.set(name, making);
    making.catch(() => this.#made.delete(name));
    return making;
  }

  async #make(signer: Signer | WalletCaller, terms: Omit<Grant, "clientKey">): Promise<Session> {
    const clientSecret = this.#primitives.randomBytes(32);
    const grant = { clientKey: toHex(this.#primitives.ed25519.publicKey(clientSecret)), ...terms };
    const signature =
      "certify" in signer
        ? await signer.certify(this.#genesis, grant)
        : multiSignature(signer.scheme, await signer.sign(grantStatement(this.#genesis, grant)));
    const account = signer.accountId;
    return { account, certificate: { account, grant, signature }, clientSecret };
  }
}
