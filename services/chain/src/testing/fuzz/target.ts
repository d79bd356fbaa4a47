import { once } from "node:events";
import { type Hex, toHex } from "@pha/codec";
import { WebSocket } from "ws";
import type { Action, Operation, Surface } from "./actions.ts";

interface Answer {
  readonly id?: string | null;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

/** A chain under test, asked over its own faces. Anything but a result or a coded error is thrown. */
export class Target {
  readonly #url: string;
  #genesisHash: Hex = "0x";

  constructor(url: string) {
    this.#url = url;
  }

  /** What the chain says it can do. */
  async survey(): Promise<Surface> {
    this.#genesisHash = (await this.#ask("chain_getBlockHash", [0])).result as Hex;
    const { methods } = (await this.#ask("rpc_methods", [])).result as { methods: string[] };
    const { paths } = (await (await fetch(`${this.#url}/openapi.json`)).json()) as {
      paths: Record<string, Record<string, { parameters?: { in: string; name: string }[] }>>;
    };
    const operations = Object.entries(paths).flatMap(([path, of]) =>
      Object.entries(of).map(([method, { parameters = [] }]): Operation => {
        return { method, path, query: parameters.filter((one) => one.in === "query").map(({ name }) => name) };
      }),
    );
    const account = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
    const known = ["0x", "0x3a636f6465", this.#genesisHash, account, "System", "Account", "Balances", "head", "value"];
    // The verbs of a development network do what only its owner may.
    return { methods, operations: operations.filter(({ path }) => !path.startsWith("/v1/dev/")), known };
  }

  /** Does everything at once: JSON-RPC on one WebSocket. */
  async attempt(actions: readonly Action[]): Promise<void> {
    const socket = new WebSocket(this.#url.replace("http", "ws"));
    const waiting = new Map<string, (answer: Answer) => void>();
    socket.on("message", (message) => {
      const answer: Answer = JSON.parse(String(message));
      waiting.get(answer.id ?? "")?.(answer);
    });
    await once(socket, "open");
    const closed = once(socket, "close").then(([code]) => Promise.reject(new Error(`the socket was closed: ${code}`)));
    const call = (id: string, method: string, params: unknown) => {
      const { promise, resolve } = Promise.withResolvers<Answer>();
      waiting.set(id, resolve);
      socket.send(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
      return promise;
    };
    await Promise.race([closed, Promise.all(actions.map((action, i) => this.#perform(action, `${i}`, call)))]);
    closed.catch(() => {});
    socket.close();
  }

  async #perform(
    action: Action,
    id: string,
    call: (id: string, method: string, params: unknown) => Promise<Answer>,
  ): Promise<void> {
    switch (action.type) {
      case "rpc":
        return expectCoded(await call(id, action.method, action.params));
      case "submit":
        return expectCoded(await call(id, "author_submitExtrinsic", [toHex(action.extrinsic)]));
      case "sign": {
        const { signer, make } = action.making;
        const { result } = await call(`${id}n`, "system_accountNextIndex", [signer.accountId]);
        return expectCoded(await call(id, "author_submitExtrinsic", [toHex(make(this.#genesisHash, Number(result)))]));
      }
      case "fund":
        return this.#visit({ method: "post", path: "/v1/dev/faucet", query: [] }, "", { to: action.account });
      case "message":
        return this.#post(action.text);
      case "rest":
        return this.#visit(action.operation, action.text, action.body);
    }
  }

  /** Any text at all, as the body of a JSON-RPC message. */
  async #post(text: string): Promise<void> {
    const response = await fetch(this.#url, { method: "POST", body: text });
    const body = await response.text();
    if (response.status === 204 && body === "") return;
    const answers: Answer | Answer[] = JSON.parse(body);
    for (const answer of [answers].flat()) expectCoded(answer);
  }

  async #visit({ method, path, query }: Operation, text: string, body: unknown): Promise<void> {
    const search = new URLSearchParams(query.map((name) => [name, text]));
    const target = `${path.replaceAll(/\{\w+\}/g, encodeURIComponent(text))}?${search}`;
    const json = { headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
    const leave = new AbortController();
    const response = await fetch(`${this.#url}${target}`, {
      method,
      signal: leave.signal,
      ...(method === "post" && json),
    });
    const type = response.headers.get("content-type") ?? "";
    if (response.ok && /event-stream|ndjson/.test(type)) return leave.abort();
    const answer = await response.text();
    if (response.ok) return;
    const isCoded = response.status < 500 && type.includes("problem+json") && /"code":"[\w-]+\.\w+"/.test(answer);
    if (!isCoded) throw new Error(`${method} ${target}: ${response.status} ${answer}`);
  }

  async #ask(method: string, params: unknown[]): Promise<Answer> {
    const body = JSON.stringify({ jsonrpc: "2.0", id: "0", method, params });
    return (await fetch(this.#url, { method: "POST", body })).json() as Promise<Answer>;
  }
}

/** A result, or an error that has a number of its own and says something. */
function expectCoded(answer: Answer): void {
  const { error } = answer;
  if (error === undefined ? !("result" in answer) : error.code === -32603 || error.message === "")
    throw new Error(`no coded answer: ${JSON.stringify(answer)}`);
}
