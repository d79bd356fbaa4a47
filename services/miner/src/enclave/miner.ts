import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { decode, type Hex, toHex } from "@pha/codec";
import type { Slot } from "@pha/enclave";
import {
  type FinalizedBlock,
  isStateNotKept,
  loadProgram,
  readSealed,
  serveOcalls,
  writeSealed,
} from "@pha/enclave-service";
import type { StartRequest } from "@pha/program-kit";
import type { Bus } from "@pha/service-kit/bus";
import type { Logger } from "@pha/service-kit/log";
import { type Advance, type QueryRequest, Request, TickReply } from "../protocol.ts";

/** The miner's enclave. It keeps its identity over a restart; everything else it gets by replaying the ledger. */
export interface Miner extends AsyncDisposable {
  readonly identity: Hex;
  readonly measurement: Hex;
  readonly advance: (blocks: readonly FinalizedBlock[]) => Promise<void>;
  readonly tick: () => Promise<TickReply>;
  /** SCALE of a `Registration`. */
  readonly register: () => Promise<Uint8Array>;
  readonly keepIdentity: (sealed: Uint8Array) => Promise<void>;
  readonly query: (request: QueryRequest) => Promise<Uint8Array>;
  readonly ended: Promise<unknown>;
}

/** What starting the enclave needs. */
export interface MinerOptions {
  readonly program: string;
  readonly slot: Slot;
  readonly cacheDir: string;
  readonly genesisHash: Hex;
  readonly start: Omit<StartRequest, "identity">;
  readonly cluster: number;
  readonly queryThreads: number;
  readonly bus: Bus;
  readonly log: Logger;
}

/** Starts the enclave with what it sealed before. Seals belong to one network. */
export async function openMiner(options: MinerOptions): Promise<Miner> {
  const { program: file, slot, cacheDir, genesisHash, cluster, queryThreads, bus, log } = options;
  const folder = join(slot.path, genesisHash.slice(2, 18));
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const identityFile = join(folder, "identity.sealed");
  const ocall = serveOcalls(bus);
  const program = await loadProgram({ file, request: Request, slot, cacheDir, genesisHash, ocall, log });
  const start = { ...options.start, identity: await readSealed(identityFile) };
  const identity = toHex(await program.ask({ type: "Start", value: { start, cluster, queryThreads } }));

  return {
    identity,
    measurement: program.measurement,
    ended: program.ended,
    async advance(blocks) {
      for (const value of advances(blocks, cluster)) {
        try {
          await program.ask({ type: "Advance", value });
        } catch (error) {
          if (!isStateNotKept(error)) throw error;
          // A newer block will prove them.
          if (value.messages.length > 0) await program.ask({ type: "Gather", value: value.messages });
        }
      }
    },
    tick: async () => decode(TickReply, await program.ask({ type: "Tick" })),
    register: () => program.ask({ type: "Register" }),
    keepIdentity: (sealed) => writeSealed(identityFile, sealed),
    query: (request) => program.ask({ type: "Query", value: request }),
    [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
  };
}

/** One step holds at most this many bytes of messages, unless a single block has more. */
const maxBytes = 4 * 1024 * 1024;

/** As few steps as carry all messages of the cluster: headers without any are skipped. */
export function* advances(blocks: readonly FinalizedBlock[], cluster: number): Generator<Advance> {
  let messages: Uint8Array[] = [];
  let bytes = 0;
  for (const [i, { header, certificate, messages: all }] of blocks.entries()) {
    const own = all.filter((message) => message.cluster === cluster).map(({ message }) => message);
    messages.push(...own);
    bytes += own.reduce((sum, { length }) => sum + length, 0);
    if (i + 1 < blocks.length && bytes < maxBytes) continue;
    yield { block: { header, certificate }, messages };
    messages = [];
    bytes = 0;
  }
}
