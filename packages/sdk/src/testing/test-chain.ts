import {
  chainApi,
  chainApiErrors,
  chainErrors,
  type InputOf,
  jsonData,
  type ReplyOf,
  type Status,
  serviceErrors,
} from "@pha/api";
import { decode, encode, fromHex, fromJson, type Hex, type Json, toHex, toJson, utf8 } from "@pha/codec";
import { type Keypair, listProof, sha256 } from "@pha/crypto";
import { verifySignature } from "@pha/crypto/node";
import {
  type Accessors,
  type AnyPallet,
  accessState,
  type Call,
  findItem,
  listFailures,
  readState,
  storageKeys,
  viewOf,
} from "@pha/frame";
import {
  blockTime,
  Certificate,
  genesisHeader,
  type Header,
  headerHash,
  seal,
  type ValidatorSet,
  validatorSetKey,
  Witness,
} from "@pha/light-client";
import { author, certify, makeState, type TestState } from "@pha/light-client/testing";
import { runtime } from "@pha/runtime";
import {
  Cluster,
  clusters,
  developmentValidators,
  type Extrinsic,
  encodeCall,
  encodeSigned,
  extrinsicHash,
  immortal,
  joinSigned,
  noSignature,
  pallets,
  phala,
  signExtrinsic,
  signingPayload,
  system,
  transactionErrors,
  validators,
  version,
} from "@pha/runtime/spec";
import type { Genesis } from "../ledger/chain.ts";
import { foundEvents, type Happened } from "./found-events.ts";
import { historyOf } from "./history-of.ts";
import { rehearsalAt } from "./rehearsal-at.ts";
import { problemResponse, serveApi } from "./serve-api.ts";

type State = Map<Hex, Uint8Array>;

interface Block {
  readonly header: Header;
  readonly certificate: Certificate | undefined;
  readonly state: State;
  readonly body: readonly Uint8Array[];
  readonly events: Happened["events"];
}

/** SHA-384 of the miner program that the test network allows. */
export const measurement: Hex = `0x${"ab".repeat(48)}`;

/** A ledger in memory with the real runtime, the development validators' certificates, and the chain's REST face. */
export class TestChain {
  readonly url = "http://chain.test";
  readonly genesisHash: Hex;
  readonly blocks: Block[] = [];
  /** The clock of the chain and of its clients. */
  nowMs = 1_700_000_000_000;
  /** Requests so far, as `METHOD /path`. */
  readonly requests: string[] = [];
  /** Changes what the chain replies to a path. */
  tamper: (path: string, reply: Json) => Json | Promise<Json> = (_, reply) => reply;
  /** Fails a request instead of answering it; called after its work was done. */
  breakAfter: (request: string) => boolean = () => false;
  /** Whether a submitted extrinsic goes into a block at once. */
  autoSeal = true;
  readonly #statuses = new Map<Hex, Status[]>();
  /** Secrets by address, of the validators of any set. */
  readonly secrets = new Map<Hex, Uint8Array>(developmentValidators.map((key) => [key.public, fromHex(key.secret)]));

  constructor(name = "phala") {
    const state = genesisOf(name);
    const header = genesisHeader(treeOf(state).root);
    this.genesisHash = headerHash(header);
    this.blocks.push({ header, certificate: undefined, state, body: [], events: [] });
  }

  get head(): Block {
    return this.blocks.at(-1) as Block;
  }

  get set(): ValidatorSet {
    return readState(validators, viewOf(this.head.state)).set.get();
  }

  /** Appends a certified block; `change` writes into its state what no extrinsic did. */
  append(
    body: readonly Uint8Array[] = [],
    change: (of: <P extends AnyPallet>(pallet: P) => Accessors<P>) => void = () => {},
  ): Block {
    const parent = this.head;
    this.nowMs += 1_000;
    const execution = runtime.startBlock(viewOf(parent.state), parent.header, {
      timeMs: BigInt(this.nowMs),
      epoch: 1n,
      round: 0,
    });
    for (const bytes of body) execution.applyExtrinsic(runtime.decodeExtrinsic(bytes));
    const executed = execution.finish();
    const state: State = new Map(parent.state);
    const put = (key: Hex, value: Uint8Array | undefined) => void (value ? state.set(key, value) : state.delete(key));
    for (const [key, value] of executed.changes) put(key, value);
    change((pallet) => accessState(pallet, { get: (key) => state.get(key), put }));
    const header = seal({ ...executed.header, stateRoot: treeOf(state).root }, author.sign);
    const certificate = this.certify(header);
    this.blocks.push({ header, certificate, state, body, events: executed.events });
    for (const [index, bytes] of body.entries()) {
      const block = { number: header.number, hash: headerHash(header) };
      const events = executed.events.filter(({ extrinsic }) => extrinsic === index).map(({ event }) => event);
      const failures = listFailures(pallets, events);
      const told = { block, index, ok: failures.length === 0, reason: failures[0]?.error, failures };
      this.#tell(extrinsicHash(bytes), { status: "in-block", ...told });
      this.#tell(extrinsicHash(bytes), { status: "finalized", ...told });
    }
    return this.head;
  }

  /** What it says of its runtime, and demands of signatures. */
  version = { specVersion: version.spec_version, transactionVersion: version.transaction_version };

  decode(bytes: Uint8Array): Extrinsic {
    return runtime.decodeExtrinsic(bytes);
  }

  /** A block with one call, signed by a key pair. */
  run(key: Keypair, call: Call): Block {
    const extra = { era: immortal, nonce: runtime.nonce(viewOf(this.head.state), key.accountId), tip: 0n };
    return this.append([signExtrinsic(key, call, extra, { genesisHash: this.genesisHash })]);
  }

  /** The certificate of all of the current validators, or of some. */
  certify(header: Header, positions?: readonly number[], genesisHash = this.genesisHash): Certificate {
    return this.certifyAs(this.set, header, positions, genesisHash);
  }

  /** The certificate of any validators whose secrets are known. */
  certifyAs(
    set: ValidatorSet,
    header: Header,
    positions?: readonly number[],
    genesisHash = this.genesisHash,
  ): Certificate {
    const secrets = new Map<number, Uint8Array>();
    set.addresses.forEach((address, position) => {
      if (positions?.includes(position) ?? true) secrets.set(position, this.secrets.get(address) as Uint8Array);
    });
    return certify(genesisHash, set, header, secrets);
  }

  /** The platform's `fetch`, of a platform on which this chain is the only server. */
  readonly fetch = async (url: string, init: RequestInit = {}): Promise<Response> => {
    const path = url.slice(this.url.length);
    const request = `${init.method ?? "GET"} ${path}`;
    this.requests.push(request);
    if (path === "/openapi.json") return Response.json({ info: { title: "chain" } });
    try {
      const said = await this.#serve(url, init);
      if (this.breakAfter(request)) throw new TypeError("connection reset");
      if (said === undefined) throw serviceErrors.RouteNotFound();
      if ("reply" in said) return Response.json(await this.tamper(path, said.reply));
      return eventStream(await Promise.all(said.entries.map((entry) => this.tamper(path, entry))));
    } catch (error) {
      return problemResponse(error);
    }
  };

  readonly #serve = serveApi(chainApi, {
    network: {
      genesis: () => this.#genesis(),
      runtime: () => ({ specName: version.spec_name, ...this.version }),
    },
    blocks: {
      header: ({ block }) => summary(this.#find(block)),
      extrinsic: ({ block, index }) => placeOf(this.#find(block), index),
    },
    finality: {
      get: ({ block }) => {
        const { header, certificate } = certified(this.#find(block));
        return { number: header.number, header, certificate };
      },
    },
    state: {
      entries: (input) => this.#entries(input),
      proofs: ({ at = "finalized", keys }) => {
        const { header, certificate, state } = certified(this.#find(at));
        return { witness: treeOf(state).witness(keys.map(toHex)), header, certificate };
      },
    },
    accounts: { get: ({ address }) => this.#account(address) },
    accountHistory: { list: ({ address, limit = 20 }) => historyOf(this, address, limit) },
    calls: {
      prepare: (input) => this.#prepare(input),
      outcome: (input) => this.#outcome(input),
      rehearse: ({ call }) => rehearsalAt(this, call as Uint8Array), // the SDK gives no other form
    },
    transactions: {
      submit: ({ extrinsic }) => this.#submit(extrinsic ?? new Uint8Array()),
      get: ({ hash }) => this.#steps(hash).at(-1) as Status,
      follow: ({ hash }) => streamOf(this.#steps(hash).map((entry) => ({ id: entry.status, entry }))),
    },
    events: {
      list: (wanted) => {
        const happened = this.blocks.map(({ header, events }) => ({
          block: { number: header.number, hash: headerHash(header) },
          events,
        }));
        return foundEvents(happened, wanted);
      },
    },
    extrinsics: { proof: ({ hash }) => this.#inclusion(hash) },
  });

  #entries({ pallet, item, key = [], after, limit = 20, at = "head" }: InputOf<typeof chainApi.state.entries>) {
    const { header, state } = this.#find(at);
    const [found, context] = [findItem(pallets, pallet, item), { ss58Prefix: 42 }];
    const prefix = found.prefix(key, context);
    const behind = after === undefined ? "0x" : toHex(after);
    const all = [...state.keys()].filter((one) => one.startsWith(prefix) && one > behind).sort();
    const entries = all.slice(0, limit).map((one) => ({
      ...{ keys: found.keysOf(one, context), storageKey: fromHex(one) },
      value: found.value(state.get(one), context),
    }));
    const next = all.length > limit ? entries.at(-1)?.storageKey : undefined;
    return { pallet, item, block: { number: header.number, hash: headerHash(header) }, entries, next };
  }

  #find(id: string): Block {
    const block = id === "finalized" || id === "head" ? this.head : this.blocks[Number(id)];
    if (!block) throw chainErrors.BlockNotFound({ block: id });
    return block;
  }

  #genesis(): Genesis {
    const { header, state } = this.blocks[0] as Block;
    return {
      hash: this.genesisHash,
      chain: "phala",
      title: "Phala Development",
      development: true,
      ss58Prefix: 42,
      tokenSymbol: "PHA",
      tokenDecimals: 12,
      header,
      validators: treeOf(state).witness([validatorSetKey]),
    };
  }

  #account(address: Hex): ReplyOf<typeof chainApi.accounts.get> {
    const { header, state } = this.head;
    const { nonce, data } = readState(system, viewOf(state)).account.get(address);
    const { free, reserved, frozen } = data;
    const block = { number: header.number, hash: headerHash(header) };
    const proof = undefined;
    return { address, block, nonce, nextNonce: nonce, free, reserved, frozen, transferable: free - frozen, proof };
  }

  #prepare({ pallet, call, args, from, scheme = "sr25519" }: InputOf<typeof chainApi.calls.prepare>) {
    const found: AnyPallet | undefined = pallets.find(({ name }) => name === pallet);
    if (!found || !Object.hasOwn(found.calls as object, call)) throw chainApiErrors.UnknownCall({ pallet, call });
    const value = found.callType.fromJson({ type: call, value: args }, { ss58Prefix: 42 }) as Call["value"];
    const extra = { era: immortal, nonce: runtime.nonce(viewOf(this.head.state), from), tip: 0n };
    const bytes = encodeSigned(from, noSignature(scheme), extra, { type: pallet, value });
    const unsigned = { call: encodeCall({ type: pallet, value }), from, ...extra };
    return {
      unsigned,
      signingPayload: new Uint8Array(),
      fee: runtime.fee(runtime.decodeExtrinsic(bytes), viewOf(this.head.state)),
      outcome: undefined,
    };
  }

  #outcome({ call, from, tip = 0n, scheme = "sr25519" }: InputOf<typeof chainApi.calls.outcome>) {
    const { header } = this.head;
    const state = viewOf(this.head.state);
    const extra = { era: immortal, nonce: runtime.nonce(state, from), tip };
    const extrinsic = runtime.decodeExtrinsic(joinSigned(from, noSignature(scheme), extra, call as Uint8Array));
    runtime.validate(state, extrinsic, header);
    const start = { timeMs: BigInt(this.nowMs) + 1_000n, epoch: 1n, round: 0 };
    const { fee, events, facts = {} } = runtime.startBlock(state, header, start).applyExtrinsic(extrinsic);
    return { fee, failures: listFailures(pallets, events), facts: jsonData(facts) };
  }

  #submit(bytes: Uint8Array): { readonly hash: Hex } {
    const hash = extrinsicHash(bytes);
    if (this.#statuses.has(hash)) return { hash };
    const state = viewOf(this.head.state);
    const extrinsic = runtime.decodeExtrinsic(bytes);
    const chain = runtime.chainAfter(state, this.head.header);
    const check = runtime.signatureCheck(extrinsic, chain);
    const { genesisHash, callBytes, signed } = { ...chain, ...extrinsic };
    const context = { genesisHash, eraBlockHash: chain.blockHash(check.birth) ?? genesisHash, ...this.version };
    const message = signed ? signingPayload(callBytes, signed.extra, context) : check.message;
    if (!verifySignature(check.scheme, check.publicKey, message, check.signature)) throw transactionErrors.BadProof();
    runtime.validate(state, extrinsic, chain);
    this.#tell(hash, { status: "ready" });
    if (this.autoSeal) this.append([bytes]);
    return { hash };
  }

  #steps(hash: Hex): Status[] {
    const steps = this.#statuses.get(hash);
    if (!steps) throw chainApiErrors.TransactionNotFound({ hash });
    return steps;
  }

  #tell(hash: Hex, step: Partial<Status> & Pick<Status, "status">): void {
    const nothing = { hash, block: undefined, index: undefined, ok: undefined, reason: undefined, failures: [] };
    this.#statuses.set(hash, [...(this.#statuses.get(hash) ?? []), { ...nothing, ...step }]);
  }

  #inclusion(hash: Hex): ReplyOf<typeof chainApi.extrinsics.proof> {
    const block = this.blocks.find(({ body }) => body.some((bytes) => extrinsicHash(bytes) === hash)) as Block;
    return placeOf(
      block,
      block.body.findIndex((bytes) => extrinsicHash(bytes) === hash),
    );
  }
}

function placeOf({ header, body }: Block, index: number): ReplyOf<typeof chainApi.blocks.extrinsic> {
  const extrinsic = body[index] as Uint8Array;
  const siblings = listProof(body, index, sha256).map(toHex);
  return { number: header.number, index, count: body.length, extrinsic, siblings };
}

async function* streamOf<T>(entries: readonly T[]): AsyncGenerator<T> {
  yield* entries;
}

function certified({ certificate, ...block }: Block) {
  if (!certificate) throw chainApiErrors.NotCertified();
  return { ...block, certificate };
}

function summary({ header, certificate }: Block): ReplyOf<typeof chainApi.blocks.header> {
  const { number, parentHash } = header;
  const timeMs = number === 0 ? 0n : blockTime(header).timeMs;
  return { number, hash: headerHash(header), parentHash, timeMs, finalized: certificate !== undefined, header };
}

/** A witness of a state, as JSON, from a state that may be another than the one asked for. */
export const forgeWitness = (state: State, keys: readonly Hex[]): Json => toJson(Witness, treeOf(state).witness(keys));

/** A certificate with one signature changed. */
export function breakSignature(certificate: Json): Json {
  const { signatures, ...rest } = fromJson(Certificate, certificate);
  const [first, ...others] = signatures;
  const broken = fromHex(first as Hex).map((byte, i) => (i === 9 ? byte ^ 0xff : byte));
  return toJson(Certificate, { ...rest, signatures: [toHex(broken), ...others] });
}

const trees = new WeakMap<State, TestState>();

function treeOf(state: State): TestState {
  const tree = trees.get(state) ?? makeState(Object.fromEntries(state));
  trees.set(state, tree);
  return tree;
}

/** The state with a worker in the first cluster, which may run contracts then. */
function withMember(state: State): State {
  const key = storageKeys(clusters).clusters.key(0);
  const cluster = decode(Cluster, state.get(key) as Uint8Array);
  return new Map([...state, [key, encode(Cluster, { ...cluster, members: [`0x${"77".repeat(32)}`] })]]);
}

/** State of block 0, which every test begins with. */
const genesisOf = (() => {
  const made = new Map<string, State>();
  return (name: string): State => {
    const programs = [{ role: { type: "Miner" }, measurement, name: "miner", version: "1.0.0" }] as const;
    const state = made.get(name) ?? withMember(runtime.genesis({ ...phala({ programs }), name }, utf8("code")));
    made.set(name, state);
    return state;
  };
})();

const eventStream = (steps: readonly Json[]): Response =>
  new Response(steps.map((step) => `data: ${JSON.stringify(step)}\n\n`).join(""), {
    headers: { "content-type": "text/event-stream" },
  });
