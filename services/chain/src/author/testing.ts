import { fromHex, type Hex } from "@pha/codec";
import {
  changedPages,
  emptyTree,
  keypairFromSeed,
  keypairFromUri,
  stateKeyHash,
  stateValueHash,
  updateTree,
} from "@pha/crypto";
import { type Call, makeCall } from "@pha/frame";
import { makeGenesis, runtime } from "@pha/runtime";
import { balances, type Extrinsic, immortal, PHA, phala, type Signer, signExtrinsic } from "@pha/runtime/spec";
import { silentLog } from "@pha/service-kit/log";
import { Registry } from "@pha/service-kit/metrics";
import { ReadyQueue } from "../pool/ready-queue.ts";
import { HeadState } from "../state/head-state.ts";
import { TreeStore } from "../state/tree-store.ts";
import { makeTelemetry } from "../telemetry.ts";
import type { MakeDeps } from "./make-block.ts";
import { OffenderSearch } from "./offender-search.ts";

export const genesis = makeGenesis(phala({ programs: [] }), Uint8Array.of(1));
export const start = { timeMs: 1_000n, epoch: 1n, round: 0, closed: undefined };
export const senders = ["//Alice", "//Bob", "//Charlie", "//Dave"].map((uri) => keypairFromUri(uri, "sr25519"));
const dest = { type: "Id", value: senders[0]?.accountId ?? "0x" } as const;
const call = makeCall(balances, "transfer_keep_alive", { dest, value: PHA });

interface Setting {
  readonly maxBytes?: number;
  /** What waits: one transfer of each sender unless told otherwise. */
  readonly waiting?: readonly { readonly signer: Signer; readonly call: Call }[];
  /** In the state beside that of genesis. */
  readonly more?: ReadonlyMap<Hex, Uint8Array>;
}

/** What blocks are made of, in memory, on top of genesis. */
export async function makeDeps({
  maxBytes,
  waiting = senders.map((signer) => ({ signer, call })),
  more = new Map(),
}: Setting = {}): Promise<MakeDeps> {
  const leaves = [...more].map(([key, value]) => [stateKeyHash(fromHex(key)), stateValueHash(value)] as const);
  const pages = changedPages(emptyTree, updateTree(genesis.tree, new Map(leaves)));
  const loadPages = async (_: number, paths: readonly string[]) =>
    new Map(paths.flatMap((path) => (pages.get(path) ? [[path, pages.get(path) as Uint8Array]] : [])));
  const stored = (key: Hex) => more.get(key) ?? genesis.state.get(key);
  const head = new HeadState(0, async (_, keys) => new Map(keys.map((key) => [key, stored(key)])));
  const queue = new ReadyQueue<Extrinsic>({ count: 10, bytes: 1_000_000 });
  for (const [sequence, { signer, call }] of waiting.entries()) {
    const bytes = signExtrinsic(signer, call, { era: immortal, nonce: 0, tip: 0n }, { genesisHash: genesis.hash });
    const extrinsic = runtime.decodeExtrinsic(bytes);
    const validity = await head.read((view) => runtime.validate(view, extrinsic, { number: 0 }));
    const { provides, priority, operational } = validity;
    const { hash } = extrinsic;
    const entry = { hash, extrinsic, requires: new Set<Hex>(), provides, priority, operational, sequence };
    queue.add({ ...entry, tip: 0n, sizeBytes: bytes.length, expires: 100 });
  }
  return {
    runtimes: { current: runtime },
    head,
    queue,
    search: new OffenderSearch(),
    tree: await TreeStore.open(loadPages, 0),
    telemetry: makeTelemetry(new Registry(), silentLog),
    author: keypairFromSeed(new Uint8Array(32).fill(7), "ed25519"),
    ...(maxBytes !== undefined && { maxBytes }),
  };
}
