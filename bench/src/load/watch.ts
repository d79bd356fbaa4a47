import { once } from "node:events";
import { WebSocket } from "ws";
import { requestBody } from "./rpc.ts";

/** Steps of one transfer, on one clock. */
export interface Steps {
  readonly sentMs: number;
  readonly inBlockMs: number;
  readonly finalMs: number;
}

interface Watched {
  readonly sentMs: number;
  inBlockMs: number;
  readonly done: (steps: Steps) => void;
  readonly fail: (error: Error) => void;
}

/** A WebSocket on which transfers are handed in and watched until they are final. */
export interface Watcher extends Disposable {
  submit(transfer: string): Promise<Steps>;
}

/** Connects; the subscriptions are `author_submitAndWatchExtrinsic`'s. */
export async function openWatcher(url: string): Promise<Watcher> {
  const socket = new WebSocket(url.replace("http", "ws"));
  await once(socket, "open");
  const asked = new Map<number, Watched>();
  const watched = new Map<string, Watched>();
  let id = 0;
  socket.on("message", (data) => {
    const message = JSON.parse(String(data));
    if (message.id !== undefined) began(message);
    else told(message.params);
  });

  function began({ id, result, error }: { id: number; result?: string; error?: unknown }): void {
    const one = asked.get(id);
    asked.delete(id);
    if (result !== undefined && one) watched.set(result, one);
    else one?.fail(new Error(`a transfer was refused: ${JSON.stringify(error)}`));
  }

  function told({ subscription, result }: { subscription: string; result: string | Record<string, string> }): void {
    const one = watched.get(subscription);
    if (!one) return;
    const nowMs = performance.now();
    if (result === "invalid" || result === "dropped") one.fail(new Error(`a transfer became ${result}`));
    else if (typeof result === "object" && "inBlock" in result) one.inBlockMs = nowMs;
    else if (typeof result === "object" && "finalized" in result) {
      watched.delete(subscription);
      one.done({ sentMs: one.sentMs, inBlockMs: one.inBlockMs, finalMs: nowMs });
    }
  }

  return {
    submit: (transfer) =>
      new Promise((done, fail) => {
        asked.set(++id, { sentMs: performance.now(), inBlockMs: Number.NaN, done, fail });
        socket.send(requestBody("author_submitAndWatchExtrinsic", [transfer], id));
      }),
    [Symbol.dispose]: () => socket.close(),
  };
}
