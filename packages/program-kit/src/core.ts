import { reportData } from "@pha/attestation";
import { decode, encode, fromHex, type Hex, toHex } from "@pha/codec";
import type { Primitives } from "@pha/crypto";
import { readState } from "@pha/frame";
import { FinalizedView, Witness } from "@pha/light-client";
import { attestation, type BareSigner, validators, type Worker } from "@pha/runtime/program";
import { errors } from "./errors.ts";
import { type After, keepLeased, Lease } from "./lease.ts";
import { sealMilestone, startClient } from "./milestone.ts";
import { Outbox } from "./outbox.ts";
import { readReply } from "./reply.ts";
import {
  type Certified,
  type LeaseStatus,
  Ocall,
  type Reached,
  type Registration,
  type StartRequest,
} from "./requests.ts";
import { makeSession, type Session } from "./session.ts";
import { unseal } from "./unseal.ts";

/** Functions that a program needs of the enclave it runs in. */
export interface CoreHost {
  readonly genesisHash: Hex;
  readonly primitives: Primitives;
  readonly ocall: (request: Uint8Array) => Promise<Uint8Array>;
  readonly quote: (reportData: Uint8Array) => Promise<Uint8Array>;
  readonly seal: (purpose: string, version: number, plaintext: Uint8Array) => Uint8Array;
  readonly unseal: (purpose: string, version: number, sealed: Uint8Array) => Uint8Array;
  /** Milliseconds since an arbitrary start; never runs backwards. */
  readonly monotonicMs: () => number;
  /** Calls back once, when what has arrived by now has been handed to the program. */
  readonly setImmediate: (callback: () => void) => void;
  /** Tells the operator a code and numbers. */
  readonly log: (code: string, facts?: Readonly<Record<string, number>>) => void;
}

/** What the finalized ledger says of an enclave's session. */
export interface Standing {
  readonly standing: "registered" | "not-registered" | "replaced" | "attestation-expired";
  /** The record of this worker, if this session speaks for it now. */
  readonly worker: Worker | undefined;
  /** Whether half of the time that its attestation counts is over: the host is to register the session again. */
  readonly renews: boolean;
}

const identityPurpose = "identity";
const identityVersion = 1;

/** Common part of the enclave programs: identity, session, the finalized chain, and mail to the ledger. */
export class Core {
  readonly identity: Hex;
  readonly session: Session;
  readonly view: FinalizedView;
  readonly lease: Lease;
  readonly outbox = new Outbox();
  readonly host: CoreHost;
  readonly #role: "gatekeeper" | "miner";
  readonly #operator: Hex;
  readonly #identitySeed: Uint8Array;
  #isReplaced = false;
  #askAgain = () => {};

  /**
   * @throws `program.SealBroken` when the sealed identity does not open here, and `light-client` errors when the
   *   genesis header is another network's.
   */
  constructor(host: CoreHost, role: "gatekeeper" | "miner", request: StartRequest) {
    this.host = host;
    this.#role = role;
    this.#operator = request.operator;
    this.#identitySeed = request.identity
      ? unseal(host, identityPurpose, identityVersion, request.identity)
      : host.primitives.randomBytes(32);
    this.identity = toHex(host.primitives.ed25519.publicKey(this.#identitySeed));
    this.session = makeSession(host.primitives);
    const client = startClient(host, request);
    this.view = new FinalizedView(client, async (number, keys) =>
      decode(Witness, await this.ask({ type: "Prove", value: { number, keys: keys.map(fromHex) } })),
    );
    const { primitives, monotonicMs } = host;
    const askValidator = (validator: Hex, nonce: Hex) => this.ask({ type: "Fresh", value: { validator, nonce } });
    this.lease = new Lease({ primitives, monotonicMs, client, askValidator });
  }

  /** Signs as this enclave, whichever its session. */
  readonly signAsIdentity = (message: Uint8Array): Uint8Array =>
    this.host.primitives.ed25519.sign(this.#identitySeed, message);

  /** Signs bare extrinsics as this session. */
  get bareSigner(): BareSigner {
    const { signKey, sign } = this.session;
    return { genesisHash: this.host.genesisHash, session: signKey, sign: (message) => toHex(sign(message)) };
  }

  /** Takes a newer finalized block. */
  advance({ header, certificate }: Certified): void {
    this.view.advance(header, certificate);
    if (!this.isLeased()) this.#askAgain();
  }

  /** Where this enclave is, and that sealed for its next start. */
  reached(): Reached {
    const { head, client } = this.view;
    const milestone = sealMilestone(this.host, client);
    return { number: head.header.number, setId: client.validators.id, milestone };
  }

  /** Quotes the session at the finalized head, for the operator to register. */
  async register(): Promise<Registration> {
    const { head } = this.view;
    const { signKey, hpkeKey } = this.session;
    const claims = {
      genesis: this.host.genesisHash,
      role: this.#role,
      identity: this.identity,
      signKey,
      hpkeKey,
      operator: this.#operator,
      number: head.header.number,
      hash: head.hash,
    };
    return {
      identity: this.identity,
      signKey,
      hpkeKey,
      number: head.header.number,
      quote: await this.host.quote(fromHex(reportData(claims))),
      sealedIdentity: this.host.seal(identityPurpose, identityVersion, this.#identitySeed),
    };
  }

  /** Whether this enclave may serve what it knows as of its newest finalized block, or of an older one. */
  isLeased(number = this.view.head.header.number): boolean {
    return this.lease.covers(number);
  }

  /** How the lease stands, for the operator to see. */
  get leaseStatus(): LeaseStatus {
    const { head, client } = this.view;
    return {
      leftMs: Math.floor(this.lease.leftMs(head.header.number)),
      answered: this.lease.answered,
      validators: client.validators.addresses.length,
    };
  }

  /** Keeps this enclave leased from now on, and has the host tick when a lease has begun or ended. */
  keepLeased(after: After): void {
    let wasLeased = false;
    const onAsked = async () => {
      if (this.isLeased() === wasLeased) return;
      wasLeased = !wasLeased;
      await this.ask({ type: "Wake" });
    };
    this.#askAgain = keepLeased({ lease: this.lease, after, onAsked });
  }

  /**
   * Where this session stands. Mail that the ledger has counted is forgotten. One that the ledger shows replaced by a newer
   * one is over: there is another live copy of this enclave, and whatever it is shown later, this one serves no more.
   */
  async standing(): Promise<Standing> {
    const none = { worker: undefined, renews: false };
    if (this.#isReplaced) return { standing: "replaced", ...none };
    const { signKey } = this.session;
    const { worker, isReplaced, maxAgeMs, timeMs, leaseMs } = await this.view.read((state, { timeMs }) => {
      const { workers, sessions, policy } = readState(attestation, state);
      const worker = workers.get(this.identity);
      const isReplaced = worker !== undefined && worker.session.signKey !== signKey && sessions.has(signKey);
      const leaseMs = readState(validators, state).leaseMs.get();
      return { worker, isReplaced, maxAgeMs: policy.get().maxAgeMs, timeMs, leaseMs };
    });
    this.lease.lasts(leaseMs);
    if (isReplaced) {
      this.#isReplaced = true;
      this.lease.end();
      return { standing: "replaced", ...none };
    }
    if (worker?.session.signKey !== signKey) return { standing: "not-registered", ...none };
    this.outbox.settle(worker.bareSequence);
    const ageMs = timeMs - worker.attestedAtMs;
    if (ageMs > maxAgeMs) return { standing: "attestation-expired", ...none, renews: true };
    return { standing: "registered", worker, renews: 2n * ageMs > maxAgeMs };
  }

  /** @throws `program.SessionNotRegistered`, `program.SessionReplaced`, `program.AttestationExpired` */
  async requireStanding(): Promise<Worker> {
    const { standing, worker } = await this.standing();
    if (worker) return worker;
    const { number } = this.view.head.header;
    if (standing === "replaced") throw errors.SessionReplaced({ number });
    if (standing === "attestation-expired") throw errors.AttestationExpired({ number });
    throw errors.SessionNotRegistered({ number });
  }

  /**
   * Asks the host.
   *
   * @throws the coded error the host refuses with
   */
  async ask(request: Ocall): Promise<Uint8Array> {
    return readReply(await this.host.ocall(encode(Ocall, request)));
  }
}
