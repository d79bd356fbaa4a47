import { Agent, request } from "node:http";

/** JSON-RPC over HTTP connections that stay open. */
export interface Rpc extends Disposable {
  /** Sends a body as it is and returns the answer's text. */
  post(body: string): Promise<string>;
  call<T>(method: string, params?: readonly unknown[]): Promise<T>;
}

/** The body of one request, as text. */
export const requestBody = (method: string, params: readonly unknown[], id = 1): string =>
  JSON.stringify({ jsonrpc: "2.0", id, method, params });

/** Connects to one server; the same client for every ledger that is measured. */
export function openRpc(url: string, connections: number): Rpc {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const { hostname, port } = new URL(url);
  const post = (body: string) =>
    new Promise<string>((resolve, reject) => {
      const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
      const sent = request({ agent, hostname, port, path: "/", method: "POST", headers }, (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("end", () => resolve(Buffer.concat(parts).toString()));
        response.on("error", reject);
      });
      sent.on("error", reject);
      sent.end(body);
    });
  return {
    post,
    async call<T>(method: string, params: readonly unknown[] = []) {
      const { result, error } = JSON.parse(await post(requestBody(method, params)));
      if (error !== undefined) throw new Error(`${method}: ${JSON.stringify(error)}`);
      return result as T;
    },
    [Symbol.dispose]: () => agent.destroy(),
  };
}
