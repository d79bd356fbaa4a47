import type { CodedError } from "@pha/codec";

/** JSON-RPC's number for whatever went wrong with a server, as the chain uses it. */
const SERVER_ERROR = -32000;

/** The JSON-RPC answer to a request, or to each of a batch, that could not be passed on. */
export function rpcRefusal({ code, message }: CodedError, body: string | undefined): string {
  const error = { code: SERVER_ERROR, message, data: code };
  const requests = parse(body);
  const answer = (request: unknown) => ({ jsonrpc: "2.0", id: idOf(request), error });
  return JSON.stringify(Array.isArray(requests) ? requests.map(answer) : answer(requests));
}

function parse(body: string | undefined): unknown {
  try {
    return JSON.parse(body ?? "");
  } catch {
    return undefined;
  }
}

function idOf(request: unknown): string | number | null {
  const { id } = (typeof request === "object" && request !== null ? request : {}) as { id?: unknown };
  return typeof id === "string" || typeof id === "number" ? id : null;
}
