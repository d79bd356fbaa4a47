import { AccountId, fromJson, type Hex } from "@pha/codec";
import type { Primitives } from "@pha/crypto";
import { type AnyPallet, type Call, type Event, type OriginCaller, readState, type StateView } from "@pha/frame";
import type { CertifiedHead, Recover, ValidatorSet } from "@pha/light-client";
import { type AccountInfo, beacon, certificates, encodeCall, type Signed, system } from "@pha/runtime/spec";
import { openSocket as ownOpenSocket, primitives as ownPrimitives } from "#platform";
import { Abis } from "./contracts/abis.ts";
import { type CommandStore, memoryStore } from "./contracts/command-store.ts";
import { Contract, type ContractOptions } from "./contracts/contract.ts";
import { type Deployment, deploy } from "./contracts/deploy.ts";
import { Gatekeepers, type GatekeeperWord } from "./contracts/gatekeepers.ts";
import { QueryDesk } from "./contracts/query.ts";
import { ReceiptDesk } from "./contracts/receipts.ts";
import { currentSession, type Session, type SessionOptions, Sessions } from "./contracts/session.ts";
import { Witness } from "./contracts/witness.ts";
import { expectCall, expectPallet } from "./given/call.ts";
import {
  type Checks,
  expectBytes,
  expectCertifier,
  expectContractId,
  expectCount,
  expectFlag,
  expectFunction,
  expectHash,
  expectHashes,
  expectObject,
  expectOptions,
  expectPayer,
  expectSigner,
  expectUrls,
  oneOf,
  sendOptions,
} from "./given/parameter.ts";
import { type Genesis, openChain } from "./ledger/chain.ts";
import { type EntriesOf, type EntriesOptions, entriesOptions, listEntries } from "./ledger/entries.ts";
import type { EventFilter, EventPage } from "./ledger/find-events.ts";
import { type CertifiedBlock, Follower } from "./ledger/follower.ts";
import type { BlockDetail, HistoryOptions, HistoryPage } from "./ledger/history.ts";
import type { Services } from "./services.ts";
import type { Signer } from "./signer.ts";
import { namedCall } from "./transactions/call-json.ts";
import { provenEvents } from "./transactions/inclusion.ts";
import { type Payer, preflight, type Rehearsal, rehearse } from "./transactions/preflight.ts";
import {
  type FinalizedReceipt,
  type Receipt,
  type SendOptions,
  type SubmitOptions,
  Submitter,
} from "./transactions/submit.ts";
import type { OpenSocket } from "./transport/socket.ts";
import type { Fetch } from "./transport/transport.ts";
import type { EvmCaller } from "./wallets/evm-wallet.ts";
import type { WalletCaller } from "./wallets/wallet.ts";

export interface ConnectOptions {
  /** URL of any chain replica, `http://127.0.0.1:9944`, or of several: when one is lost the next one is asked. */
  readonly chain: string | readonly string[];
  /** URLs of gatekeepers, any of which passes queries on and hands out receipts. Needed for these only. */
  readonly gatekeepers?: readonly string[];
  /**
   * Hash of the genesis header: what everything is verified from. Without it the chain's own word is taken once, when
   * connecting.
   */
  readonly genesisHash?: Hex;
  /** Instead of `node:crypto` on Node, and of JavaScript anywhere else. */
  readonly primitives?: Primitives;
  /** A faster `recoverEthAddress` than the one in JavaScript, where there is some. */
  readonly recover?: Recover;
  /** Oldest certified header, against this machine's clock, that facts are proven at; 60 s. */
  readonly maxAgeMs?: number;
  /** Keeps what reads the receipts of commands; in this process's memory when absent. */
  readonly commands?: CommandStore;
  /** Instead of the platform's. Without a way to open sockets beside it, there are no query sessions. */
  readonly fetch?: Fetch;
  readonly openSocket?: OpenSocket;
  /** Milliseconds since 1970; this machine's clock when absent. */
  readonly now?: () => number;
}

const connectOptions: Checks<ConnectOptions> = {
  chain: expectUrls,
  gatekeepers: (parameter, given) => expectUrls(parameter, given, { none: true }),
  genesisHash: expectHash,
  primitives: (parameter, given) => expectObject(parameter, "what @pha/crypto calls Primitives", given),
  recover: expectFunction,
  maxAgeMs: expectCount,
  commands: (parameter, given) => expectObject(parameter, "{ put, get }", given),
  fetch: expectFunction,
  openSocket: expectFunction,
  now: expectFunction,
};

/**
 * Connects to a network: from its genesis on, everything it says is verified.
 *
 * @throws `sdk.BadParameter`, `sdk.NotAChain`, `sdk.Unreachable`, `sdk.UnknownGenesis`
 */
export async function connect(options: ConnectOptions): Promise<Network> {
  expectOptions(options, connectOptions);
  expectUrls("chain", options.chain);
  const { fetch = globalThis.fetch, primitives = ownPrimitives, maxAgeMs = 60_000, recover, now = Date.now } = options;
  const chain = openChain(options.chain, fetch);
  const genesis = await chain.network.genesis();
  const genesisHash = options.genesisHash ?? genesis.hash;
  const follower = new Follower(chain, genesisHash, genesis, { maxAgeMs, recover, now });
  const gatekeepers = [options.gatekeepers ?? []].flat();
  const openGatekeepers = () => new Gatekeepers(gatekeepers, fetch);
  const witness = new Witness();
  const openSocket = options.openSocket ?? (options.fetch ? undefined : ownOpenSocket);
  return new Network(genesis, {
    chain,
    genesisHash,
    primitives,
    follower,
    submitter: new Submitter(chain, follower),
    sessions: new Sessions(primitives, genesisHash),
    gatekeepers: openGatekeepers(),
    desk: new QueryDesk(follower, primitives, new Gatekeepers(gatekeepers, fetch, openSocket), witness),
    abis: new Abis(follower),
    receipts: new ReceiptDesk(follower, primitives, openGatekeepers(), witness),
    commands: options.commands ?? memoryStore(),
  });
}

/**
 * A network, verified from its genesis hash. Every method throws `sdk.BadParameter` for what it cannot take, before
 * anything is asked or signed.
 */
export class Network {
  readonly genesisHash: Hex;
  /** What the chain calls itself. Not proven. */
  readonly info: Pick<Genesis, "chain" | "title" | "development" | "ss58Prefix" | "tokenSymbol" | "tokenDecimals">;
  readonly #services: Services;

  constructor(genesis: Genesis, services: Services) {
    const { chain, title, development, ss58Prefix, tokenSymbol, tokenDecimals } = genesis;
    this.genesisHash = services.genesisHash;
    this.info = { chain, title, development, ss58Prefix, tokenSymbol, tokenDecimals };
    this.#services = services;
  }

  /** The newest block that a quorum of validators certified; genesis when there is none yet. */
  head(): Promise<CertifiedHead> {
    return this.#services.follower.refresh();
  }

  /** Number of the newest block of all, by the chain's word alone: it may still be undone. */
  async bestNumber(): Promise<number> {
    return (await this.#services.chain.blocks.header({ block: "head" })).number;
  }

  /**
   * A finalized block by its number, and how many validators certified it.
   *
   * @throws `sdk.CertificateMissing`, and `light-client` errors for a certificate that does not hold
   */
  async certified(number: number): Promise<CertifiedBlock> {
    expectCount("number", number);
    return this.#services.follower.certified(number);
  }

  /** The validators that certify the blocks after the head. */
  get validators(): ValidatorSet {
    return this.#services.follower.view.client.validators;
  }

  /**
   * Runs a synchronous read over the state at the newest certified block; every value it sees is proven. It may run
   * several times and must not have effects: `network.read((state) => readState(balances, state).totalIssuance.get())`.
   *
   * @throws `light-client` and `crypto` errors for proofs that do not hold
   */
  async read<T>(read: (state: StateView, head: CertifiedHead) => T): Promise<T> {
    expectFunction("read", read);
    await this.head();
    return this.#services.follower.view.read(read);
  }

  /**
   * A page of what a map holds: `network.entries(system, "account", { limit: 50 })`. Every entry is proven at the newest
   * certified block; that none is left out is the chain's word. `next` begins the next page, as `after`.
   *
   * @throws `sdk.UnexpectedReply` for entries of something else
   */
  async entries<P extends AnyPallet, N extends keyof P["storage"] & string>(
    pallet: P,
    item: N,
    options: EntriesOptions = {},
  ): Promise<EntriesOf<P["storage"][N]>> {
    expectPallet(pallet);
    expectOptions(options, entriesOptions);
    const page = await listEntries(this.#services.chain, (read) => this.read(read), pallet, item, options);
    return page as EntriesOf<P["storage"][N]>;
  }

  /** Nonce and balances of an account (SS58 or hexadecimal), in plancks. */
  async account(address: string): Promise<AccountInfo> {
    const account = fromJson(AccountId, address);
    return this.read((state) => readState(system, state).account.get(account));
  }

  /**
   * The newest round of the beacon, none before the first: `seed` is randomness that nobody knew before as many
   * gatekeepers as it takes had signed, which was after the rounds before it were final. The ledger has checked it.
   */
  beacon(): Promise<Signed | undefined> {
    return this.read((state) => readState(beacon, state).last.get());
  }

  /**
   * Finds out what would come of a call before it is signed: one that fails in a block costs its fee all the same. By the
   * chain's word alone, on top of its newest block; what waits for the next one is not counted.
   *
   * @returns the fee without the tip, in plancks
   * @throws what the ledger would refuse it with (`transaction.Payment`), or the call's own error
   *   (`Balances.InsufficientBalance`) with its facts and the fee; both say `signed: false`
   */
  async preflight(signer: Payer, call: Call, options: Pick<SendOptions, "tip"> = {}): Promise<bigint> {
    expectPayer(signer);
    expectCall(call);
    expectOptions(options, { tip: sendOptions.tip });
    const { tip = 0n } = options;
    return preflight(this.#services.chain, signer, encodeCall(call), tip);
  }

  /**
   * Finds out what a call would do if root dispatched it now, as a referendum does that passes, or another origin, as that
   * of a council's motion: the events, in order. By the chain's word alone, on top of its newest block.
   *
   * @throws the call's own error
   */
  async rehearse(call: Call, as?: OriginCaller): Promise<Rehearsal> {
    expectCall(call);
    return rehearse(this.#services.chain, call, as);
  }

  /** What a call would cost its signer, without a tip, in plancks. By the chain's word alone. */
  async fee(signer: Payer, call: Call): Promise<bigint> {
    expectPayer(signer);
    expectCall(call);
    const { accountId, scheme } = signer;
    const { fee } = await this.#services.chain.calls.prepare({ ...namedCall(call), from: accountId, scheme });
    return fee;
  }

  /** How many of an account's transactions wait for a block. By the chain's word alone. */
  async waiting(account: Hex): Promise<number> {
    expectHash("account", account);
    const { nonce, nextNonce } = await this.#services.chain.accounts.get({ address: account });
    return nextNonce - nonce;
  }

  /**
   * What each of the gatekeepers says of itself: where it stands (`holds-share` when it serves), at which height, and what
   * is left of its enclave's lease. Nobody proves it.
   */
  gatekeepers(): Promise<readonly GatekeeperWord[]> {
    return this.#services.gatekeepers.words();
  }

  /** All events of a finalized block, in order, proven. Blocks older than 256 are not kept by every chain. */
  async events(number: number): Promise<readonly Event[]> {
    expectCount("number", number);
    const { records } = await provenEvents(this.#services.chain, this.#services.follower, number);
    return records.map(({ event }) => event);
  }

  /** A block by its number: its extrinsics, decoded, with their events. By the chain's word alone. */
  async block(number: number): Promise<BlockDetail> {
    expectCount("number", number);
    return this.#services.chain.blocks.get({ block: String(number) });
  }

  /**
   * Events of finalized blocks by kind, account and blocks, newest first, a page at a time: `next` is the `before` of the
   * following one. By the chain's word alone: `events` proves those of a block that is kept.
   *
   * @throws `chain-api.UnknownEvent`
   */
  async findEvents(filter: EventFilter = {}): Promise<EventPage> {
    expectObject("filter", "{ pallet, name, account, from, to, before, limit }", filter);
    return this.#services.chain.events.list(filter);
  }

  /**
   * Finalized extrinsics that an account (SS58 or hexadecimal) signed or that touched it, newest first, a page at a time:
   * `next` is the `before` of the following one. By the chain's word alone.
   */
  async history(address: string, options: HistoryOptions = {}): Promise<HistoryPage> {
    const account = fromJson(AccountId, address);
    expectObject("options", "{ before, limit }", options);
    return this.#services.chain.accountHistory.list({ ...options, address: account });
  }

  /**
   * Signs a call, hands it in, and waits: by default until it is final, with proof.
   *
   * @throws `sdk.UnknownCall`; the ledger's refusal (`transaction.Payment`), the call's own error (`Balances.InsufficientBalance`),
   *   `sdk.TransactionRefused`, `sdk.TransactionPending`, `sdk.TransactionNotProven`
   */
  submit(
    signer: Signer,
    call: Call,
    options?: SubmitOptions & { readonly wait?: "finalized" },
  ): Promise<FinalizedReceipt>;
  submit(signer: Signer, call: Call, options: SubmitOptions): Promise<Receipt>;
  async submit(signer: Signer, call: Call, options: SubmitOptions = {}): Promise<Receipt> {
    const { submitter } = this.#services;
    expectSigner(signer);
    expectCall(call);
    expectOptions(options, { ...sendOptions, wait: oneOf("accepted", "inBlock", "finalized") });
    const { wait = "finalized", ...others } = options;
    return wait === "finalized" ? submitter.finalize(signer, call, others) : submitter.send(signer, call, wait, others);
  }

  /** A client key that the account certifies once; kept, and renewed when it is about to expire. */
  async session(signer: Signer | WalletCaller, options: SessionOptions = {}): Promise<Session> {
    expectCertifier(signer);
    expectOptions(options, {
      contracts: (parameter, given) => expectHashes(parameter, given, 16),
      blocks: expectCount,
    });
    await this.#services.follower.fresh();
    return currentSession(this.#services, signer, options);
  }

  /**
   * Has an EVM wallet sign that all certificates of its account end.
   *
   * @returns a call that anybody may {@link submit}, who pays; workers heed it once it is final
   * @throws `sdk.WalletRefused`, `sdk.WalletSignature`
   */
  async revocation(caller: EvmCaller): Promise<Call> {
    expectFunction("revocation of the caller", Object(caller).revocation);
    const counted = await this.read((state) => readState(certificates, state).revocations.get(caller.accountId));
    return caller.revocation(this.genesisHash, counted);
  }

  contract(id: Hex, options: ContractOptions = {}): Contract {
    expectContractId(id);
    expectOptions(options, { codeHash: expectHash, upgrades: oneOf("never", "governance") });
    return new Contract(this.#services, id, options);
  }

  /**
   * Deploys a contract; resolved when its constructor has succeeded and it can be written to.
   *
   * @throws `contract-engine.WrongArguments` for the constructor's, before anything is signed;
   *   `Contracts.UnknownCluster`, `sdk.ContractNotReady`, `sdk.ContractBroken`, and what {@link submit} throws
   */
  async deploy(signer: Signer, deployment: Deployment): Promise<Contract> {
    expectSigner(signer);
    expectObject("deployment", "{ code, args }", deployment);
    expectBytes("code", deployment.code);
    expectOptions(deployment, {
      ...{ code: expectBytes, cluster: expectCount, args: () => {}, salt: expectBytes, progress: expectFunction },
      ...{ timeoutMs: sendOptions.timeoutMs, preflight: expectFlag, upgrades: oneOf("never", "governance", "owner") },
    });
    return this.contract(await deploy(this.#services, signer, deployment));
  }
}
