import { toHex } from "@pha/codec";

/** An answer of a JSON face, as its caller sees it. */
export interface Reply {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a caller of a JSON API looks at what came
  readonly body: any;
}

/** Asks a service by plain HTTP; posts when there is a body. Text is sent as it is. */
export async function ask(url: string, body?: unknown): Promise<Reply> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const post = { method: "POST", headers: { "content-type": "application/json" }, body: text };
  const response = await fetch(url, body === undefined ? {} : post);
  return { status: response.status, body: await response.json() };
}

/** Hands an extrinsic in over REST. */
export const submitByRest = (chain: string, extrinsic: Uint8Array): Promise<Reply> =>
  ask(`${chain}/v1/transactions`, { extrinsic: toHex(extrinsic) });

/** Hands an extrinsic in over JSON-RPC, whose errors are in the body. */
export async function submitByRpc(chain: string, extrinsic: Uint8Array): Promise<Reply["body"]> {
  const params = [toHex(extrinsic)];
  return (await ask(chain, { jsonrpc: "2.0", id: 1, method: "author_submitExtrinsic", params })).body;
}

/** The problem that a person meets: status and code; fails unless a sentence explains it. */
export function problemOf({ status, body }: Reply): string {
  if (!/^[A-Z].{15,}\.( \(.*\))?$/s.test(body.detail)) throw new Error(`no readable problem: ${JSON.stringify(body)}`);
  return `${status} ${body.code}`;
}
