import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fromHex, type Hex } from "@pha/codec";
import { keypairFromUri, signEcdsa } from "@pha/crypto/node";
import { type Call, makeCall } from "@pha/frame";
import {
  type Choice,
  commitmentDigest,
  commitmentOf,
  nilDigest,
  type Proposal,
  type ValidatorSet,
} from "@pha/light-client";
import {
  balances,
  chainSpecToJson,
  developmentAuthor,
  developmentValidators,
  type Era,
  immortal,
  phala,
  signExtrinsic,
} from "@pha/runtime/spec";
import { connectBus } from "@pha/service-kit/bus";
import { Secret } from "@pha/service-kit/config";
import { silentLog } from "@pha/service-kit/log";
import { createMetrics } from "@pha/service-kit/metrics";
import { runtimeCode, testNats, testPostgres } from "@pha/testkit";
import { subjects } from "@pha/wire";
import type { Config } from "../config.ts";
import { type Chain, startChain } from "../service.ts";

export const spec = phala({ programs: [] });
export const validatorSet: ValidatorSet = {
  id: 0n,
  from: 1,
  addresses: spec.genesis.validators.set.map(({ address }) => address),
};

export const key = (uri: string) => keypairFromUri(uri, "sr25519");

/** Postgres, NATS and a code file of one test file; chains are started on them one after another. */
export interface Ground extends AsyncDisposable {
  readonly config: Config;
  start(change?: Partial<Config>): Promise<Chain>;
}

/** @param change of the chain spec */
export async function openGround(change: Partial<typeof spec> = {}): Promise<Ground> {
  await using opened = new AsyncDisposableStack();
  const postgres = opened.use(await testPostgres());
  const nats = opened.use(await testNats());
  const folder = await mkdtemp(join(tmpdir(), "chain-test-"));
  opened.defer(() => rm(folder, { recursive: true }));
  const code = join(folder, "runtime.mjs");
  await writeFile(code, await runtimeCode());
  const specFile = join(folder, "spec.json");
  await writeFile(specFile, JSON.stringify(chainSpecToJson({ ...spec, ...change })));
  const config: Config = {
    port: 0,
    host: "127.0.0.1",
    trustedProxies: [],
    hostNames: [],
    databaseUrl: new Secret(postgres.url),
    natsUrl: nats.url,
    natsSeed: undefined,
    spec: specFile,
    code,
    historyBlocks: 256,
    archive: false,
    authorKey: new Secret(developmentAuthor.secret),
    instantFinality: false,
  };
  const resources = opened.move();
  const surroundings = () => ({
    log: silentLog,
    metrics: createMetrics("chain"),
    signal: new AbortController().signal,
  });
  return {
    config,
    start: (change = {}) => startChain({ ...config, ...change }, surroundings()),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

/** Finds a proposal valid (`undefined`) or says what is wrong with it. */
type Judge = (proposal: Proposal) => string | undefined;

/** Validators that sign whatever is proposed, or nil for what they find invalid. */
export async function startSigners(
  natsUrl: string,
  genesisHash: Hex,
  count = 4,
  judge: Judge = () => undefined,
): Promise<AsyncDisposable & { readonly proposals: Map<Hex, Proposal> }> {
  const bus = await connectBus({ service: "relay", url: natsUrl, log: silentLog });
  const proposals = new Map<Hex, Proposal>();
  const subscribed = bus.subscribe(subjects.blockProposed, {}, ({ value: proposal }) => {
    const commitment = commitmentOf(proposal.header, validatorSet);
    const { number, round, setId, blockHash } = commitment;
    proposals.set(blockHash, proposal);
    const reason = judge(proposal);
    const choice: Choice = reason === undefined ? { type: "Block", value: blockHash } : { type: "Nil", value: reason };
    const digest = (choice.type === "Block" ? commitmentDigest : nilDigest)(genesisHash, commitment);
    for (const { secret, public: validator } of developmentValidators.slice(0, count)) {
      const signature = signEcdsa(fromHex(secret), digest);
      bus.publish(subjects.relayVote, { validator }, { number, round, setId, choice, validator, signature });
    }
  });
  await subscribed.ready;
  return {
    proposals,
    async [Symbol.asyncDispose]() {
      await subscribed[Symbol.asyncDispose]();
      await bus[Symbol.asyncDispose]();
    },
  };
}

interface SignOptions {
  readonly nonce: number;
  readonly tip?: bigint;
  readonly era?: Era;
  readonly eraBlockHash?: Hex;
  readonly specVersion?: number;
}

/** Signs a call as a development account. */
export function sign(
  ledger: { readonly genesis: { readonly hash: Hex } },
  uri: string,
  call: Call,
  options: SignOptions,
): Uint8Array {
  const { nonce, tip = 0n, era = immortal, ...versions } = options;
  const context = { genesisHash: ledger.genesis.hash, ...versions };
  return signExtrinsic(key(uri), call, { era, nonce, tip }, context);
}

export const transfer = (to: Hex, value: bigint): Call =>
  makeCall(balances, "transfer_keep_alive", { dest: { type: "Id", value: to }, value });
