import { decode, type Hex, toHex } from "@pha/codec";
import {
  type Hosting,
  isStateNotKept,
  openCheckpoints,
  openStreams,
  readSealed,
  type Travel,
  writeSealed,
} from "@pha/enclave-service";
import { enclaveStepBytes, maxMessages } from "@pha/limits";
import { type Ask, WorkerReply } from "@pha/secret-channel/ask";
import type { FinalizedBlock } from "@pha/service-kit/follow";
import { type Advance, type HttpSettings, maxStepMessages, Request, TickReply } from "../protocol.ts";
import type { Telemetry } from "../telemetry.ts";
import { heapMb } from "./memory.ts";
import { watchStreams } from "./watch-streams.ts";

/** The miner's enclave. Over a restart it keeps its identity, where it was in the chain, and its contracts' checkpoints. */
export interface Miner extends AsyncDisposable {
  readonly identity: Hex;
  readonly measurement: Hex;
  readonly advance: (blocks: readonly FinalizedBlock[]) => Promise<void>;
  readonly travel: Travel;
  readonly tick: () => Promise<TickReply>;
  /** SCALE of a `Registration`. */
  readonly register: () => Promise<Uint8Array>;
  readonly keepIdentity: (sealed: Uint8Array) => Promise<void>;
  readonly ask: (ask: Ask) => Promise<WorkerReply>;
  /** Another worker's request for a part of a checkpoint: the part, sealed to its session. */
  readonly give: (request: Uint8Array) => Promise<Uint8Array>;
  readonly mustLive: () => void;
}

export interface MinerOptions {
  readonly cluster: number;
  readonly threads: number;
  readonly checkpointBlocks: number;
  readonly http: HttpSettings;
  readonly sparePercent: number;
  readonly telemetry: Telemetry;
}

/** Starts the enclave with the identity it sealed before, as a worker of this cluster. */
export async function openMiner(
  { load, start, sealFile, checkpointFolder, log }: Hosting,
  { cluster, threads, checkpointBlocks, http, sparePercent, telemetry }: MinerOptions,
): Promise<Miner> {
  await using opened = new AsyncDisposableStack();
  const streams = watchStreams(opened.use(openStreams({ allow: new Set(http.allow) })), telemetry);
  const checkpoints = opened.use(openCheckpoints(checkpointFolder));
  const program = opened.use(await load(Request, { heapMb, streams, checkpoints }));
  const identitySeal = await readSealed(sealFile("identity"));
  const milestone = await readSealed(sealFile("milestone"));
  const value = {
    start: { ...start, identity: identitySeal, milestone },
    cluster,
    threads,
    checkpointBlocks,
    http,
    sparePercent,
  };
  const identity = toHex(await program.ask({ type: "Start", value }));

  const resources = opened.move();
  return {
    identity,
    measurement: program.attested,
    mustLive: program.mustLive,
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
    travel: {
      reach: () => program.ask({ type: "Reach" }),
      keepMilestone: (sealed) => writeSealed(sealFile("milestone"), sealed),
      async skip(value) {
        await program.ask({ type: "Skip", value });
      },
    },
    async tick() {
      const reply = decode(TickReply, await program.ask({ type: "Tick" }));
      telemetry.worked(reply);
      return reply;
    },
    register: () => program.ask({ type: "Register" }),
    keepIdentity: (bytes) => writeSealed(sealFile("identity"), bytes),
    ask: async (value) => decode(WorkerReply, await program.ask({ type: "Ask", value })),
    give: (value) => program.ask({ type: "Give", value }),
    async [Symbol.asyncDispose]() {
      await program
        .ask({ type: "Rest" })
        .catch((err) => log.warn({ err }, "checkpoints were not made: the next start executes more"));
      await resources.disposeAsync();
    },
  };
}

/** As few steps as carry all messages of the cluster: headers without any are skipped. */
export function* advances(blocks: readonly FinalizedBlock[], cluster: number): Generator<Advance> {
  let messages: Uint8Array[] = [];
  let bytes = 0;
  for (const [i, { header, certificate, messages: all }] of blocks.entries()) {
    const own = all.filter((message) => message.cluster === cluster).map(({ message }) => message);
    messages.push(...own);
    bytes += own.reduce((sum, { length }) => sum + length, 0);
    const hasRoom = bytes < enclaveStepBytes && messages.length + maxMessages <= maxStepMessages;
    if (i + 1 < blocks.length && hasRoom) continue;
    yield { block: { header, certificate }, messages };
    messages = [];
    bytes = 0;
  }
}
