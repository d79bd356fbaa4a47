import { gatekeeperApi } from "@pha/api";
import { type Hex, type Json, toHex, utf8 } from "@pha/codec";
import { purePrimitives } from "@pha/crypto";
import { headerHash } from "@pha/light-client";
import {
  attestation,
  type Contract,
  clusters,
  codeHashOf,
  contracts,
  nothingAgreed,
  type Worker,
} from "@pha/runtime/spec";
import { makeAnswer, type OpenedQuery, type Outcome, openQuery, type Scope, type Statement } from "@pha/secret-channel";
import { problemResponse, serveApi } from "./serve-api.ts";
import { measurement, type TestChain } from "./test-chain.ts";

const zeros = (bytes: number): Hex => `0x${"00".repeat(bytes)}`;

/** A gatekeeper and the worker behind it in one: registered, attested, member of cluster 0, serving one contract. */
export class TestWorker {
  readonly url = "http://gatekeeper.test";
  readonly identity: Hex = `0x${"11".repeat(32)}`;
  readonly contract: Hex = `0x${"c0".repeat(32)}`;
  /** What the contract runs; without an ABI, as it is. */
  code: Uint8Array = utf8("export default {};\n");
  readonly stateTag: Hex = `0x${"7a".repeat(32)}`;
  readonly keys = purePrimitives.x25519.generate();
  sessionSeed = purePrimitives.randomBytes(32);
  /** Changes what the worker states. */
  lie: Partial<Statement> = {};
  /** What the query gives. */
  run: (query: OpenedQuery) => Outcome = (query) => done({ caller: query.caller ?? null, method: query.call.method });
  /** Changes the encrypted answer, or throws what the worker refuses with. */
  tamper: (answer: Uint8Array) => Uint8Array = (answer) => answer;
  readonly served: OpenedQuery[] = [];
  readonly chain: TestChain;

  constructor(chain: TestChain) {
    this.chain = chain;
  }

  get codeHash(): Hex {
    return codeHashOf(this.code);
  }

  get scope(): Scope {
    return { genesis: this.chain.genesisHash, contract: this.contract, codeHash: this.codeHash, epoch: 0 };
  }

  worker(changes: Partial<Worker> = {}): Worker {
    return {
      role: { type: "Miner" },
      operator: zeros(32),
      session: { signKey: toHex(purePrimitives.ed25519.publicKey(this.sessionSeed)), hpkeKey: zeros(32) },
      sessionNumber: 1n,
      registeredAt: 1,
      quoteHash: zeros(32),
      measurement,
      confidence: 128,
      attestedAtMs: BigInt(this.chain.nowMs),
      bareSequence: 0n,
      ...changes,
    };
  }

  record(changes: Partial<Contract> = {}): Contract {
    return {
      cluster: 0,
      codeHash: this.codeHash,
      deployer: zeros(32),
      owner: zeros(32),
      deployedAt: 1,
      epoch: 0,
      encryptKey: toHex(this.keys.publicKey),
      agreed: nothingAgreed,
      halted: false,
      ...changes,
    };
  }

  /** Puts worker, membership and contract on the ledger, in a block of their own. */
  register(changes: { worker?: Partial<Worker>; contract?: Partial<Contract>; members?: readonly Hex[] } = {}): void {
    this.chain.append([], (of) => {
      of(attestation).workers.put(this.identity, this.worker(changes.worker));
      of(contracts).code.put(this.codeHash, this.code);
      of(contracts).contracts.put(this.contract, this.record(changes.contract));
      const cluster = of(clusters).clusters.get(0);
      if (cluster) of(clusters).clusters.put(0, { ...cluster, members: changes.members ?? [this.identity] });
    });
  }

  /** Answers for the gatekeeper; everything else is the chain's. */
  readonly fetch = async (url: string, init: RequestInit = {}): Promise<Response> => {
    if (!url.startsWith(this.url)) return this.chain.fetch(url, init);
    this.chain.requests.push(`POST ${new URL(url).pathname}`);
    try {
      const said = await this.#serve(url, init);
      return Response.json(said && "reply" in said ? said.reply : null);
    } catch (error) {
      return problemResponse(error);
    }
  };

  readonly #serve = serveApi(gatekeeperApi, {
    contracts: {
      query: (sealed) => {
        const query = openQuery(purePrimitives, this.keys.privateKey, this.scope, sealed, new Set());
        this.served.push(query);
        return { answer: this.tamper(this.answer(query)) };
      },
    },
  });

  answer(query: OpenedQuery): Uint8Array {
    const { header } = this.chain.head;
    const statement = {
      worker: this.identity,
      number: header.number,
      blockHash: headerHash(header),
      stateHeight: 1,
      stateTag: this.stateTag,
      gas: 16_384n,
      ...this.lie,
    };
    const sign = (message: Uint8Array) => purePrimitives.ed25519.sign(this.sessionSeed, message);
    return makeAnswer(purePrimitives, this.scope, query.answerKey, statement, this.run(query), sign);
  }
}

/** An outcome that succeeded. */
export const done = (value: Json): Outcome => ({ type: "Done", value: utf8(JSON.stringify(value)) });

/** JSON arguments of a call. */
export const argsOf = (query: OpenedQuery): unknown => JSON.parse(new TextDecoder().decode(query.call.args));
