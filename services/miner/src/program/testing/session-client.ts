import { fromHex, type Hex, toHex, utf8 } from "@pha/codec";
import { type Keypair, keypairFromUri } from "@pha/crypto";
import { nodePrimitives as primitives } from "@pha/crypto/node/primitives";
import type { Core } from "@pha/program-kit";
import { enrol, takeLease } from "@pha/program-kit/testing";
import { clusters } from "@pha/runtime/spec";
import {
  beginSession,
  type Caller,
  grantStatement,
  newQueryId,
  type OpenedAnswer,
  type OpenedWelcome,
  type Scope,
  sealAsk,
} from "@pha/secret-channel";
import type { ClusterLedger } from "../testing.ts";
import { cluster, word } from "../testing.ts";
import type { Worker } from "../worker.ts";

export const alice = keypairFromUri("//Alice", "sr25519");

/** A certificate for a new client key. */
export function callerOf(genesis: Hex, account: Keypair = alice, expiry = 1_000, revocations = 0): Caller {
  const clientSecret = primitives.randomBytes(32);
  const grant = { clientKey: toHex(primitives.ed25519.publicKey(clientSecret)), contracts: [], expiry, revocations };
  const value = account.sign(grantStatement(genesis, grant));
  return { clientSecret, certificate: { account: account.accountId, grant, signature: { type: "Sr25519", value } } };
}

/** The key that clients of a contract encrypt to. */
export function contractKey(chain: ClusterLedger, { contract, codeHash, epoch }: Scope): Hex {
  const label = { generation: 1, cluster, contract, codeHash, epoch };
  return toHex(primitives.x25519.publicKey(chain.gatekeepers.keyOf({ type: "encrypt", value: label })));
}

/** Registers a worker as the only member of its cluster. */
export function admit(chain: ClusterLedger, core: Core, sessionNumber = 1n): void {
  enrol(chain.ledger, core, { sessionNumber });
  const members = [core.identity];
  const record = { owner: word(1), minMembers: 1, open: false, applicants: [], members };
  chain.ledger.pallet(clusters).clusters.put(cluster, record);
}

/** Takes a worker to the next block, and as far as it comes there. */
export async function step(chain: ClusterLedger, worker: Worker): Promise<void> {
  await worker.advance(chain.block());
  await settle(worker);
}

/** Has a worker do what there is to do. */
export async function settle(worker: Worker): Promise<void> {
  await takeLease(worker.core);
  for (let i = 0; i < 2; i++) {
    await worker.tick();
    await worker.idle();
  }
}

/** A worker, or what passes on to one, and the key that its session on the ledger signs with. */
export interface SessionServer extends Pick<Worker, "openSession" | "frame"> {
  readonly core: { readonly session: { readonly signKey: Hex } };
}

/** One client's session with a worker. */
export class SessionClient {
  readonly welcome: OpenedWelcome;
  readonly #chain: ClusterLedger;
  readonly #worker: SessionServer;
  readonly #contract: Hex;
  #next = 0;

  constructor(chain: ClusterLedger, worker: SessionServer, contract: Hex, welcome: OpenedWelcome) {
    this.#chain = chain;
    this.#worker = worker;
    this.#contract = contract;
    this.welcome = welcome;
  }

  static async open(
    chain: ClusterLedger,
    worker: SessionServer,
    scope: Scope,
    caller?: Caller,
  ): Promise<SessionClient> {
    const issued = chain.ledger.head.number;
    const { sealed, read } = beginSession(primitives, contractKey(chain, scope), scope, { caller, issued });
    const answer = await worker.openSession({ contract: scope.contract, ...sealed });
    return new SessionClient(chain, worker, scope.contract, read(answer));
  }

  /** A frame with a question, and what reads the answer. */
  seal(
    method: string,
    { issued = this.#chain.ledger.head.number, lifetime = 64, seq = this.#next++, id = newQueryId(primitives) } = {},
  ) {
    const call = { method, args: utf8("null") };
    return sealAsk(primitives, this.welcome.keys, seq, { id, issued, expiry: issued + lifetime, call });
  }

  send(frame: Uint8Array, contract = this.#contract): Promise<Uint8Array> {
    return this.#worker.frame({ contract, frame });
  }

  async ask(method: string, options: Parameters<SessionClient["seal"]>[1] = {}): Promise<OpenedAnswer> {
    const { frame, read } = this.seal(method, options);
    return read(await this.send(frame));
  }

  /** Whether the worker's session on the ledger signed what came. */
  isSigned({ signed, signature }: Pick<OpenedAnswer, "signed" | "signature">): boolean {
    return primitives.ed25519.verify(fromHex(this.#worker.core.session.signKey), signed, fromHex(signature));
  }
}

/** What a contract returned. */
export const resultOf = ({ outcome }: OpenedAnswer): unknown =>
  outcome.type === "Done" ? JSON.parse(new TextDecoder().decode(outcome.value)) : outcome.value;
