import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decode, encode, type Hex, toHex, utf8 } from "@pha/codec";
import { nodePrimitives as primitives } from "@pha/crypto/node/primitives";
import { makeHost, makePlatform, measure } from "@pha/enclave";
import { bundleProgram } from "@pha/enclave/bundle";
import type { Streams } from "@pha/enclave-service";
import { Registration, readReply } from "@pha/program-kit";
import { fakeHost } from "@pha/program-kit/testing";
import { attestation, clusters } from "@pha/runtime/spec";
import { readAnswer, type Scope, sealQuery } from "@pha/secret-channel";
import type { Asked } from "@pha/secret-channel/ask";
import { eventually } from "@pha/testkit";
import { heapMb } from "../../enclave/memory.ts";
import { type HttpSettings, Request, TickReply } from "../../protocol.ts";
import { askProven, type ClusterLedger, cluster, word } from "../testing.ts";

/** Bundle of the miner's program, the platform that enclaves of a test run on, and where they are kept. */
export interface Built extends AsyncDisposable {
  readonly program: Uint8Array;
  readonly cacheDir: string;
  readonly platform: ReturnType<typeof makePlatform>;
}

export async function buildProgram(): Promise<Built> {
  const cacheDir = await mkdtemp(join(tmpdir(), "miner-"));
  const { bytes: program } = await bundleProgram(join(import.meta.dirname, "../main.ts"));
  const platform = makePlatform(crypto.getRandomValues(new Uint8Array(32)));
  return { program, cacheDir, platform, [Symbol.asyncDispose]: () => rm(cacheDir, { recursive: true }) };
}

/** The network outside, as a host and its settings have it. */
export interface Network extends HttpSettings {
  readonly streams?: Streams;
}

/** What speaks to the program, on a ledger that the test plays. */
export interface Speaker {
  readonly ask: (request: Request) => Promise<Uint8Array>;
  /** What it replies to a gatekeeper, proven. */
  readonly askFor: (asked: Asked) => Promise<Uint8Array>;
  /** Ticks until the program serves these contracts. */
  readonly tick: (contracts: readonly Hex[]) => Promise<TickReply>;
  /** Puts the session on the ledger, the worker into the cluster; gives the session's key. */
  readonly register: () => Promise<Hex>;
  /** The session's key, once it is registered. */
  readonly hpkeKey: () => Hex;
  readonly start: () => Promise<Uint8Array>;
  /** The answer to a query; of `adder`'s sum, when no other is named. */
  readonly query: (scope: Scope, method?: string, args?: unknown) => Promise<ReturnType<typeof readAnswer>>;
}

/** The program in an enclave. */
export interface EnclaveWorker extends Speaker, AsyncDisposable {}

export async function loadWorker(
  { program, cacheDir, platform }: Built,
  chain: ClusterLedger,
  network: Network = noNetwork,
): Promise<EnclaveWorker> {
  const { ocall, speak } = surround(program, chain, network);
  const host = makeHost({ platform, cacheDir, heapMb });
  const enclave = await host.load(program, { genesisHash: chain.ledger.genesisHash, ocall, callTimeoutMs: 120_000 });
  return { ...speak(enclave.call), [Symbol.asyncDispose]: () => enclave[Symbol.asyncDispose]() };
}

const noNetwork: Network = { allow: [], ca: [] };

/** The surroundings of one run of the program: what answers it, and what speaks to it through `call`. */
export function surround(program: Uint8Array, chain: ClusterLedger, { allow, ca, streams }: Network = noNetwork) {
  let hpkeKey: Hex = word(0);
  const { ocall } = fakeHost(
    chain.ledger,
    chain.answers(() => hpkeKey, streams),
  );
  const { genesisHash } = chain.ledger;
  const speak = (call: (request: Uint8Array) => Promise<Uint8Array>): Speaker => {
    const ask = async (request: Request) => readReply(await call(encode(Request, request)));
    const askFor = (asked: Asked) => askProven({ genesis: genesisHash, hpkeKey }, asked, ask);
    return {
      ask,
      askFor,
      hpkeKey: () => hpkeKey,
      start: () =>
        ask({
          type: "Start",
          value: {
            start: chain.ledger.startRequest(),
            cluster,
            threads: 2,
            checkpointBlocks: 4,
            sparePercent: 0,
            http: { allow, ca },
          },
        }),
      tick: (contracts) =>
        eventually(
          async () => {
            const ticked = async () => decode(TickReply, await ask({ type: "Tick" }));
            await ticked();
            const list = (contract: Hex) => askFor({ type: "Receipts", value: { contract, before: undefined } });
            const served = await Promise.allSettled(contracts.map(list));
            return served.every(({ status }) => status === "fulfilled") && ticked();
          },
          { withinMs: 60_000 },
        ),
      async register() {
        const { identity, signKey, hpkeKey: key } = decode(Registration, await ask({ type: "Register" }));
        hpkeKey = key;
        chain.ledger.pallet(attestation).workers.put(identity, {
          ...{ role: { type: "Miner" }, operator: word(0), session: { signKey, hpkeKey }, sessionNumber: 1n },
          ...{ registeredAt: chain.ledger.head.number + 1, quoteHash: word(0), measurement: measure(program) },
          ...{
            confidence: 128,
            attestedAtMs: 1_000_000_000n,
            bareSequence: 0n,
            bareDebt: 0,
            bareAt: 0,
            platform: undefined,
          },
        });
        const members = [identity];
        chain.ledger
          .pallet(clusters)
          .clusters.put(cluster, { owner: word(1), minMembers: 1, open: false, members, applicants: [] });
        return signKey;
      },
      async query(scope, method = "sum", args = null) {
        const { contract, codeHash, epoch } = scope;
        const label = { generation: 1, cluster, contract, codeHash, epoch };
        const secret = chain.gatekeepers.keyOf({ type: "encrypt", value: label });
        const call = { method, args: utf8(JSON.stringify(args)) };
        const publicKey = toHex(primitives.x25519.publicKey(secret));
        const { sealed, answerKey } = sealQuery(primitives, publicKey, scope, {
          issued: chain.ledger.head.number,
          call,
        });
        return readAnswer(
          primitives,
          scope,
          answerKey,
          await askFor({ type: "Query", value: { contract, ...sealed } }),
        );
      },
    };
  };
  return { ocall, speak };
}
