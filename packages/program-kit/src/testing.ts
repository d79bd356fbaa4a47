import { concat, decode, encode, type Hex, toHex, utf8 } from "@pha/codec";
import { nodePrimitives, signEcdsa } from "@pha/crypto/node";
import { type Accessors, type AnyPallet, accessState, itemName, itemPrefix } from "@pha/frame";
import {
  Freshness,
  freshnessDigest,
  type Header,
  headerHash,
  type Place,
  placesOf,
  validatorSetKey,
  Witness,
} from "@pha/light-client";
import {
  certify,
  makeBlock,
  makeNetwork,
  makeState,
  secretOf,
  secretsOf,
  type TestNetwork,
  type TestState,
} from "@pha/light-client/testing";
import { attestation, type Worker } from "@pha/runtime/spec";
import type { Core, CoreHost } from "./core.ts";
import { reply } from "./reply.ts";
import { type Certified, Ocall, type StartRequest } from "./requests.ts";

const dayMs = 86_400_000n;

/** A ledger for tests of programs: one validator or some, any state, real certificates and proofs. */
export class FakeLedger {
  readonly #network: TestNetwork;
  readonly #entries = new Map<Hex, Uint8Array>();
  readonly #states: Map<number, TestState>;
  #head: Header;

  constructor(validators = 1) {
    this.#network = makeNetwork(validators);
    this.#states = new Map([[0, this.#network.state]]);
    this.#head = this.#network.genesis;
    this.pallet(attestation).policy.put({ measurements: [], maxAgeMs: dayMs });
  }

  get genesisHash(): Hex {
    return this.#network.genesisHash;
  }

  get head(): Header {
    return this.#head;
  }

  /** Reads and writes of a pallet's state, as of the next block. */
  pallet<P extends AnyPallet>(pallet: P): Accessors<P> {
    return accessState(pallet, {
      get: (key) => this.#entries.get(key),
      put: (key, value) => {
        if (value === undefined) this.#entries.delete(key);
        else this.#entries.set(key, value);
      },
    });
  }

  /** Puts in place of an item's values, as of the next block, what a runtime of a later version would write. */
  upgrade<P extends AnyPallet>(pallet: P, item: keyof P["items"] & string): void {
    const prefix = itemPrefix(pallet.name, itemName(item));
    for (const [key, value] of this.#entries)
      if (key.startsWith(prefix))
        this.#entries.set(key, concat(Uint8Array.of((value[0] ?? 0) + 1), value.subarray(1), utf8("a new field")));
  }

  /** Has, as of the next block, this state and no other: that of a ledger on which a runtime runs. */
  show(state: ReadonlyMap<Hex, Uint8Array>): void {
    this.#entries.clear();
    for (const [key, value] of state) this.#entries.set(key, value);
  }

  /** Finalizes a block with the state as it is now. */
  block(timeMs?: bigint): Certified {
    const state = makeState(Object.fromEntries(this.#entries));
    const header = makeBlock(this.#head, { stateRoot: state.root, ...(timeMs === undefined ? {} : { timeMs }) });
    this.#states.set(header.number, state);
    this.#head = header;
    const secrets = secretsOf([...this.validators.keys()]);
    return { header, certificate: certify(this.genesisHash, this.#network.set, header, secrets) };
  }

  /** Addresses of the validators. */
  get validators(): readonly Hex[] {
    return this.#network.set.addresses;
  }

  /** A validator's answer to a nonce, or what it says in place of the newest block. */
  fresh(validator: Hex, nonce: Hex, number = this.head.number): Freshness {
    const said = { setId: this.#network.set.id, number, hash: headerHash(this.head) };
    const secret = secretOf(this.validators.indexOf(validator));
    const [place] = placesOf([nonce]) as [Place];
    const signature = signEcdsa(secret, freshnessDigest(this.genesisHash, place.root, said));
    return { ...said, place, validator, signature };
  }

  /** Values and proof at a finalized height. */
  prove(number: number, keys: readonly Hex[]): Witness {
    return (this.#states.get(number) as TestState).witness(keys);
  }

  /** Arguments with which a host starts a program on this ledger. */
  startRequest(operator: Hex = `0x${"0e".repeat(32)}`, identity?: Uint8Array, milestone?: Uint8Array): StartRequest {
    return {
      genesisHeader: this.#network.genesis,
      validators: this.prove(0, [validatorSetKey]),
      operator,
      identity,
      milestone,
    };
  }
}

/** Answers of a test's host to requests other than proofs and questions to validators. */
export type AnswerOcall = (request: Exclude<Ocall, { type: "Prove" | "Fresh" }>) => Uint8Array | Promise<Uint8Array>;

/** An enclave's surroundings without an enclave: proofs and validators' answers come from `ledger`, seals open on the same `platform` only. */
export function fakeHost(
  ledger: FakeLedger,
  answer: AnswerOcall = () => new Uint8Array(),
  platform = "platform",
): CoreHost {
  const { chacha20poly1305, sha256 } = nodePrimitives;
  const sealingKey = sha256(concat(utf8(platform), utf8(ledger.genesisHash)));
  const aad = (purpose: string, version: number) => utf8(`${purpose}/${version}`);
  return {
    genesisHash: ledger.genesisHash,
    primitives: nodePrimitives,
    ocall: (encoded) =>
      reply(() => {
        const request = decode(Ocall, encoded);
        if (request.type === "Fresh")
          return encode(Freshness, ledger.fresh(request.value.validator, request.value.nonce));
        if (request.type !== "Prove") return answer(request);
        return encode(Witness, ledger.prove(request.value.number, request.value.keys.map(toHex)));
      }),
    // The quote of this platform is what it was asked to say.
    quote: async (reportData) => reportData,
    seal: (purpose, version, plaintext) =>
      chacha20poly1305.seal(sealingKey, new Uint8Array(12), aad(purpose, version), plaintext),
    unseal: (purpose, version, sealed) =>
      chacha20poly1305.open(sealingKey, new Uint8Array(12), aad(purpose, version), sealed),
    monotonicMs: () => performance.now(),
    setImmediate: (callback) => void setImmediate(callback),
    log: () => {},
  };
}

/** Has a core ask for a lease, and see what the ledger says of it. */
export async function takeLease(core: Core): Promise<void> {
  await core.lease.inquire();
  await core.standing();
}

/** Puts the core's session on the ledger, from the next block on. */
export function enrol(ledger: FakeLedger, core: Core, fields: Partial<Worker> = {}): Worker {
  const { signKey, hpkeKey } = core.session;
  const worker: Worker = {
    role: { type: "Miner" },
    operator: ledger.startRequest().operator,
    session: { signKey, hpkeKey },
    sessionNumber: 1n,
    registeredAt: ledger.head.number + 1,
    quoteHash: `0x${"00".repeat(32)}`,
    measurement: `0x${"bb".repeat(48)}`,
    confidence: 128,
    attestedAtMs: 1_000_000_000n,
    bareSequence: 0n,
    platform: undefined,
    bareDebt: 0,
    bareAt: 0,
    ...fields,
  };
  ledger.pallet(attestation).workers.put(core.identity, worker);
  ledger.pallet(attestation).sessions.put(worker.session.signKey, core.identity);
  return worker;
}
