import { Worker } from "node:worker_threads";
import type { HttpAnswer, HttpRequest, Wire } from "../program.ts";
import { HostError, harden, takeBytes } from "./guard.ts";
import type { FromNetwork, NetworkData, ToNetwork } from "./network-protocol.ts";

const heapMb = 128;
/** The loader is one file, and the one file that its process may read. */
const entry = new URL(import.meta.url);

interface Running {
  readonly wire: Wire;
  readonly resolve: (answer: HttpAnswer) => void;
}

const cut: HttpAnswer = { failed: "Cut", reason: "network" };

/**
 * The function by which programs exchange HTTP: in a thread of its own, from the first time on.
 *
 * @param onLost - told when that thread has ended, which it never should: what was under way is cut, the next begins another
 */
export function makeExchanger(onLost: () => void) {
  const running = new Map<number, Running>();
  let network: Worker | undefined;
  let next = 0;

  const tell = (message: ToNetwork): void => network?.postMessage(message);

  async function serve(message: FromNetwork): Promise<void> {
    const { id } = message;
    const one = running.get(id);
    if (!one) return;
    if (message.type === "answer") {
      running.delete(id);
      one.resolve(message.answer);
      return;
    }
    try {
      if (message.type === "read") tell({ id, type: "bytes", bytes: takeBytes(await one.wire.read()) });
      else {
        await one.wire.write(message.bytes);
        tell({ id, type: "sent" });
      }
    } catch {
      tell({ id, type: "cancel" }); // a wire that breaks is a connection that ends
    }
  }

  function start(): Worker {
    const worker = new Worker(entry, {
      workerData: { isNetwork: true } satisfies NetworkData,
      ...{ env: {}, stdout: true, stderr: true, resourceLimits: { maxOldGenerationSizeMb: heapMb } },
    });
    worker.on("message", (message: FromNetwork) => void serve(message));
    worker.on("error", () => {}); // its end tells
    worker.on("exit", () => {
      onLost();
      network = undefined;
      for (const { resolve } of running.values()) resolve(cut);
      running.clear();
    });
    return worker;
  }

  return (request: HttpRequest, wire: Wire) => {
    const copy = copyOf(request);
    network ??= start();
    const id = next++;
    const answer = new Promise<HttpAnswer>((resolve) => running.set(id, { wire, resolve }));
    tell({ id, type: "begin", request: copy });
    return Object.freeze({ answer, cancel: harden(() => tell({ id, type: "cancel" })) });
  };
}

/** What a program hands over, in values that are plain whatever it is. */
function copyOf(given: HttpRequest): HttpRequest {
  try {
    const { method, url, headers, body, mostBytes, ca, atMs } = given;
    return {
      ...{ method: `${method}`, url: `${url}`, mostBytes: Number(mostBytes), atMs: Number(atMs) },
      headers: Array.from(headers, ([name, value]) => [`${name}`, `${value}`] as const),
      body: body === undefined ? undefined : takeBytes(body),
      ca: Array.from(ca, (pem) => `${pem}`),
    };
  } catch {
    throw new HostError("enclave.BadArgument");
  }
}
