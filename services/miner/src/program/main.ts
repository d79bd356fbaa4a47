import { decode, encode, fromHex } from "@pha/codec";
import { EnginePool, serveEngine } from "@pha/contract-engine";
import type { EnclaveService, ProgramHost, ThreadPort } from "@pha/enclave/program";
import { Core, errors as programErrors, Reached, Registration, reply, SignedHandOverRequest } from "@pha/program-kit";
import { ReceiptList, SignedReceipt } from "@pha/secret-channel";
import type { Asked } from "@pha/secret-channel/ask";
import { Request, TickReply } from "../protocol.ts";
import { makeCommandTurns } from "./command-turns.ts";
import { ProvenReplies } from "./proven-replies.ts";
import { makeQueryTurns } from "./query-turns.ts";
import { SpareWork } from "./spare-work.ts";
import { makeWeb } from "./web.ts";
import { Worker } from "./worker.ts";

const nothing = new Uint8Array();

type StartRequest = Extract<Request, { readonly type: "Start" }>["value"];

/** The miner's enclave program: executes the contracts of one cluster, answers queries, reports to the ledger. */
export function start(host: ProgramHost): EnclaveService {
  let worker: Worker | undefined;
  let isWoken = false;
  const replies = new ProvenReplies();

  /** Has the host tick again, once for all that happened since the last tick. */
  function wake(): void {
    if (isWoken || !worker) return;
    isWoken = true;
    void worker.core.ask({ type: "Wake" }).catch(() => host.log("miner.NotWoken"));
  }

  function makeWorker({ start, cluster, threads, checkpointBlocks, http, sparePercent }: StartRequest): Worker {
    const core = new Core(host, "miner", start);
    const engine = new EnginePool({
      web: makeWeb(core, host.exchange, http),
      threads,
      waitingQueries: threads,
      spawnThread: host.spawnThread,
      timers: { setTimeout: host.setTimeout, clearTimeout: (id) => host.clearTimeout(id as number) },
    });
    const turns = {
      queries: makeQueryTurns(threads - 1, host.monotonicMs),
      commands: makeCommandTurns(threads - 1, host.monotonicMs),
    };
    const work = new SpareWork(host, sparePercent);
    return new Worker({ core, engine, turns, cluster, checkpointBlocks, work, onProgress: wake });
  }

  async function handle(request: Request): Promise<Uint8Array> {
    if (request.type === "Start") {
      if (worker) throw programErrors.AlreadyStarted();
      worker = makeWorker(request.value);
      worker.core.keepLeased(host.setTimeout);
      return fromHex(worker.core.identity);
    }
    if (!worker) throw programErrors.NotStarted();
    switch (request.type) {
      case "Advance":
        await worker.advance(request.value);
        return nothing;
      case "Gather":
        worker.gather(request.value);
        return nothing;
      case "Register":
        return encode(Registration, await worker.core.register());
      case "Tick":
        isWoken = false;
        return encode(TickReply, await worker.tick());
      case "Rest":
        await worker.rest();
        return nothing;
      case "Reach":
        return encode(Reached, worker.core.reached());
      case "Skip":
        worker.core.advance(request.value);
        return nothing;
      case "Give":
        return worker.give(decode(SignedHandOverRequest, request.value));
      case "Ask":
        return replies.prove(worker.core, request.value, serve(worker, request.value.asked));
    }
  }

  /** What a client wants, whoever asks for it. */
  const serve =
    (worker: Worker, asked: Asked): (() => Uint8Array | Promise<Uint8Array>) =>
    () => {
      if (asked.type === "Query") return worker.query(asked.value);
      if (asked.type === "Session") return worker.openSession(asked.value);
      if (asked.type === "Frame") return worker.frame(asked.value);
      if (asked.type === "Receipt") return encode(SignedReceipt, worker.receipt(asked.value));
      return encode(ReceiptList, worker.receipts(asked.value));
    };

  return { handle: (encoded) => reply(() => handle(decode(Request, encoded))) };
}

/** Engine threads of this same program. */
export const thread = (port: ThreadPort): void => serveEngine(port);
