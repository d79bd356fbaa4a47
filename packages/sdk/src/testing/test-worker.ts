import { gatekeeperApi, minerErrors } from "@pha/api";
import { type Hex, type Json, toHex, utf8 } from "@pha/codec";
import { GrowingList, purePrimitives } from "@pha/crypto";
import { readState, viewOf } from "@pha/frame";
import { headerHash } from "@pha/light-client";
import {
  attestation,
  type Contract,
  clusters,
  codeHashOf,
  contracts,
  gatekeepers,
  nothingAgreed,
  notRotated,
  usualLife,
  type Worker,
} from "@pha/runtime/spec";
import {
  type Call,
  makeAnswer,
  makeReceipt,
  type OpenedQuery,
  type Outcome,
  openCommand,
  openQuery,
  receiptLeaf,
  receiptStatement,
  type Scope,
  type SealedCommand,
  type SealedReceipt,
  type SignedReceipt,
  type Statement,
  unreadable,
} from "@pha/secret-channel";
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
  /** The last block with work for the contract, and the tag of its state then. */
  stateHeight = 1;
  readonly stateTag: Hex = `0x${"7a".repeat(32)}`;
  /** The contract's key epoch, and its keys then: it has no others. */
  epoch = 0;
  keys = purePrimitives.x25519.generate();
  sessionSeed = purePrimitives.randomBytes(32);
  /** Changes what the worker states. */
  lie: Partial<Statement> = {};
  /** What the query gives. */
  run: (query: Pick<OpenedQuery, "caller" | "call">) => Outcome = (query) =>
    done({ caller: query.caller ?? null, method: query.call.method });
  /** How commands end. */
  execute: (command: Call) => Outcome = ({ method }) => done({ did: method });
  /** Changes what the worker gives out as a receipt, or throws what it refuses with. */
  tamperReceipt: (receipt: SignedReceipt) => SignedReceipt = (receipt) => receipt;
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
    return { genesis: this.chain.genesisHash, contract: this.contract, codeHash: this.codeHash, epoch: this.epoch };
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
      platform: undefined,
      bareDebt: 0,
      bareAt: 0,
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
      epoch: this.epoch,
      encryptKey: toHex(this.keys.publicKey),
      agreed: nothingAgreed,
      halted: false,
      broken: undefined,
      rotation: notRotated,
      generations: [],
      life: usualLife,
      spentEpoch: 0,
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

  /** The contract goes on to another key epoch, in a block of its own; the one before has no grace. */
  rotate(): void {
    this.epoch++;
    this.keys = purePrimitives.x25519.generate();
    this.register();
  }

  /** Answers for the gatekeeper; everything else is the chain's. */
  readonly fetch = async (url: string, init: RequestInit = {}): Promise<Response> => {
    if (!url.startsWith(this.url)) return this.chain.fetch(url, init);
    if (url === `${this.url}/openapi.json`) return Response.json({ info: { title: "gatekeeper" } });
    this.chain.requests.push(`${init.method ?? "GET"} ${new URL(url).pathname}`);
    try {
      const said = await this.#serve(url, init);
      return Response.json(said && "reply" in said ? said.reply : null);
    } catch (error) {
      return problemResponse(error);
    }
  };

  readonly #serve = serveApi(gatekeeperApi, {
    keys: {
      get: () => {
        const reads = readState(gatekeepers, viewOf(this.chain.head.state));
        const said = { config: reads.config.get(), members: reads.members.get(), generation: reads.dkg.get() };
        const lease = { seconds: 57, answered: 4 };
        const height = this.chain.head.header.number;
        return { ...said, groupKey: undefined, older: [], standing: "holds-share", holds: [0], height, lease };
      },
    },
    contracts: {
      query: (sealed) => {
        const query = openQuery(purePrimitives, this.keys.privateKey, this.scope, sealed, new Set());
        this.served.push(query);
        return { answer: this.tamper(this.answer(query)) };
      },
      receipt: ({ message, agreed }) => this.tamperReceipt(this.receipt(message, agreed)),
      receipts: () => {
        const receipts = this.#receipts().map(({ enc }, i) => ({ message: BigInt(i + 1), enc }));
        return { receipts: receipts.reverse(), next: undefined };
      },
    },
  });

  answer(query: OpenedQuery): Uint8Array {
    const statement = { ...this.#statement(), gas: 16_384n, ...this.lie };
    return makeAnswer(purePrimitives, this.scope, query.answerKey, statement, this.run(query), this.#sign);
  }

  /** The receipt of a command, as this worker signs it, with its way to the root of all that there are. */
  receipt(message: bigint, agreed = 0): SignedReceipt {
    const receipts = this.#receipts();
    const receipt = receipts[Number(message) - 1];
    if (!receipt) throw minerErrors.NotExecuted({ message });
    const { siblings, ...way } = this.#list().path(Number(message) - 1);
    const path = agreed === 0 ? undefined : { ...way, siblings: siblings.map(toHex) };
    return { ...this.signed(message, receipt), path };
  }

  /** Any receipt under this worker's signature. */
  signed(message: bigint, receipt: SealedReceipt): SignedReceipt {
    const { gas: _, ...lie } = this.lie;
    const statement = { ...this.#statement(), ...lie };
    const signed = receiptStatement(this.scope, statement, receiptLeaf(message, receipt));
    return { message, receipt, statement, signature: toHex(this.#sign(signed)), path: undefined };
  }

  /** Makes the ledger agree on all receipts that there are. */
  agree(): void {
    this.stateHeight = this.chain.head.header.number;
    const { stateHeight, stateTag } = this;
    const receiptsRoot = toHex(this.#list().root());
    this.register({ contract: { agreed: { ...nothingAgreed, stateHeight, stateTag, receiptsRoot } } });
  }

  #list(): GrowingList {
    const list = new GrowingList();
    for (const [i, receipt] of this.#receipts().entries()) list.append(receiptLeaf(BigInt(i + 1), receipt));
    return list;
  }

  /** Receipts of all commands on the ledger. */
  #receipts(): SealedReceipt[] {
    return this.chain.blocks.flatMap(({ body }) =>
      body.flatMap((bytes) => {
        const { call, signed } = this.chain.decode(bytes);
        const isCommand = call.type === contracts.name && call.value.type === "push_command";
        return isCommand && signed ? [this.#receiptOf(call.value.value as SealedCommand, signed.signer)] : [];
      }),
    );
  }

  #receiptOf(sealed: SealedCommand, sender: Hex): SealedReceipt {
    try {
      const { call, receiptKey } = openCommand(purePrimitives, this.keys.privateKey, this.scope, sender, sealed);
      return makeReceipt(purePrimitives, receiptKey, { outcome: this.execute(call()), gas: 32_768n });
    } catch {
      return unreadable(sealed);
    }
  }

  readonly #sign = (message: Uint8Array): Uint8Array => purePrimitives.ed25519.sign(this.sessionSeed, message);

  #statement() {
    const { header } = this.chain.head;
    return {
      worker: this.identity,
      number: header.number,
      blockHash: headerHash(header),
      stateHeight: this.stateHeight,
      stateTag: this.stateTag,
    };
  }
}

/** An outcome that succeeded. */
export const done = (value: Json): Outcome => ({ type: "Done", value: utf8(JSON.stringify(value)) });

/** JSON arguments of a call. */
export const argsOf = (query: Pick<OpenedQuery, "call">): unknown =>
  JSON.parse(new TextDecoder().decode(query.call.args));
