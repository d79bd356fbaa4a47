import { decode, encode, fromHex } from "@pha/codec";
import { EnginePool, serveEngine } from "@pha/contract-engine";
import type { EnclaveService, ProgramHost, ThreadPort } from "@pha/enclave/program";
import { Core, errors as programErrors, Registration, reply } from "@pha/program-kit";
import { ReceiptList, SignedReceipt } from "@pha/secret-channel";
import { Request, TickReply } from "../protocol.ts";
import { makeQueryTurns } from "./query-turns.ts";
import { Worker } from "./worker.ts";

const nothing = new Uint8Array();

/** The miner's enclave program: executes the contracts of one cluster, answers queries, reports to the ledger. */
export function start(host: ProgramHost): EnclaveService {
  let worker: Worker | undefined;
  let awaited: Promise<boolean> | undefined;

  /** Has the host tick again as soon as what this tick asked for has come. */
  function wakeAfter({ asked, core }: Worker): void {
    if (asked === awaited) return;
    awaited = asked;
    void asked.then((came) => (came ? core.ask({ type: "Wake" }) : nothing)).catch(() => host.log("miner.NotWoken"));
  }

  async function handle(request: Request): Promise<Uint8Array> {
    if (request.type === "Start") {
      if (worker) throw programErrors.AlreadyStarted();
      const { start, cluster, queryThreads } = request.value;
      const engine = new EnginePool({
        queryThreads,
        waitingQueries: queryThreads,
        spawnThread: host.spawnThread,
        timers: { setTimeout: host.setTimeout, clearTimeout: (id) => host.clearTimeout(id as number) },
      });
      const turns = makeQueryTurns(queryThreads, host.monotonicMs);
      worker = new Worker(new Core(host, "miner", start), engine, turns, cluster);
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
      case "Tick": {
        const ticked = await worker.tick();
        wakeAfter(worker);
        return encode(TickReply, ticked);
      }
      case "Query":
        return worker.query(request.value);
      case "Receipt":
        return encode(SignedReceipt, worker.receipt(request.value));
      case "Receipts":
        return encode(ReceiptList, worker.receipts(request.value));
    }
  }

  return { handle: (encoded) => reply(() => handle(decode(Request, encoded))) };
}

/** Engine threads of this same program. */
export const thread = (port: ThreadPort): void => serveEngine(port);
