import type { Hex } from "@pha/codec";
import { eventually } from "@pha/testkit";
import { WebSocket } from "ws";

interface Event {
  readonly name: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** What tests look for in answers of the REST face. */
interface Answer {
  readonly hash: Hex;
  readonly extrinsic: { readonly ok: boolean; readonly events: readonly Event[]; readonly call: unknown };
  readonly unsigned: unknown;
  readonly signingPayload: Hex;
}

/** What tests look for in what subscriptions tell. */
interface News {
  readonly specVersion?: number;
  readonly event?: string;
  readonly blockHash?: Hex;
  readonly newRuntime?: unknown;
}

/** A chain as clients see it: REST, JSON-RPC, subscriptions. */
export interface Face extends Disposable {
  get(path: string): Promise<Answer>;
  post(path: string, body: unknown): Promise<Answer>;
  /** @throws the error object, as text. */
  rpc(method: string, ...params: unknown[]): Promise<unknown>;
  /** What a subscription has told so far, once it has told something. */
  listen(method: string, ...params: unknown[]): Promise<readonly News[]>;
}

export function openFace(port: number): Face {
  const base = `http://127.0.0.1:${port}`;
  const sockets: WebSocket[] = [];
  const post = async (path: string, body: unknown) => {
    const headers = { "content-type": "application/json" };
    return (await fetch(base + path, { method: "POST", headers, body: JSON.stringify(body, bytesAsHex) })).json();
  };
  return {
    get: async (path) => (await fetch(base + path)).json() as Promise<Answer>,
    post: async (path, body) => (await post(path, body)) as Answer,
    async rpc(method, ...params) {
      const { result, error } = (await post("/", request(method, params))) as { result: unknown; error?: unknown };
      if (error) throw new Error(JSON.stringify(error));
      return result;
    },
    async listen(method, ...params) {
      const socket = new WebSocket(base.replace("http", "ws"));
      sockets.push(socket);
      const told: News[] = [];
      socket.on("message", (data) => {
        const { params: news } = JSON.parse(String(data)) as { params?: { result: News } };
        if (news) told.push(news.result);
      });
      socket.once("open", () => socket.send(JSON.stringify(request(method, params))));
      await eventually(() => told.length > 0);
      return told;
    },
    [Symbol.dispose]() {
      for (const socket of sockets) socket.close();
    },
  };
}

const request = (method: string, params: readonly unknown[]) => ({ jsonrpc: "2.0", id: 1, method, params });

const bytesAsHex = (_: string, value: unknown) =>
  value instanceof Uint8Array ? `0x${Buffer.from(value).toString("hex")}` : value;
