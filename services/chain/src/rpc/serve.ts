import { type CodedError, findRepeatedName } from "@pha/codec";
import { type Departure, weighJson } from "@pha/service-kit/http";
import { anyone, type Caller } from "../ledger/callers.ts";
import { computed } from "../ledger/read-budget.ts";
import { type Afterwards, type Connection, Started } from "./connection.ts";
import { errors, type RpcError, rpcError } from "./errors.ts";
import { limits } from "./limits.ts";
import type { Methods } from "./method.ts";

/** Logs and counts an error that carries no code. */
export type ReportBug = (error: unknown, method: string) => void;

export interface ServeDeps {
  readonly methods: Methods;
  readonly reportBug: ReportBug;
  /** Finds the coded error behind a driver's error. */
  readonly classify: (error: unknown) => CodedError | undefined;
}

/** The reply, none when only notifications came; and what begins after it is sent. */
export interface Served {
  readonly reply: string | undefined;
  readonly started: readonly Afterwards[];
}

/** A request's id as JSON text, so that it comes back as it was whatever its digits. */
type Id = string;

/** A number that JavaScript's may not tell from others. No parameter is one. */
class ExactNumber {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }
}

/** Who asks, and how what is answered leaves. */
export interface Asking {
  readonly caller: Caller;
  readonly departure: Departure;
}

const nobody: Asking = { caller: anyone, departure: { sent: Promise.resolve(), left: new AbortController().signal } };

/** Answers one JSON-RPC 2.0 message: a request or a batch of them, which reads no more than one request may. Never throws. */
export async function serve(
  deps: ServeDeps,
  text: string,
  connection: Connection | undefined,
  { caller, departure }: Asking = nobody,
): Promise<Served> {
  try {
    caller.take();
    weighJson(text, caller.charge);
  } catch (error) {
    return { reply: failure("null", error), started: [] };
  }
  return caller.within(departure, () => answerMessage(deps, text, connection, caller));
}

async function answerMessage(
  { methods, reportBug, classify }: ServeDeps,
  text: string,
  connection: Connection | undefined,
  caller: Caller,
): Promise<Served> {
  const started: Afterwards[] = [];
  const message = parse(text);
  if (message === undefined) return { reply: failure("null", errors.ParseError()), started };
  const repeated = findRepeatedName(text);
  if (repeated) return { reply: failure("null", errors.RepeatedName({ ...repeated })), started };
  if (!Array.isArray(message)) return { reply: await answer(message), started };
  if (message.length === 0) return { reply: failure("null", errors.InvalidRequest()), started };
  if (message.length > limits.batch)
    return { reply: failure("null", errors.BatchTooLarge({ limit: limits.batch })), started };
  const replies: string[] = [];
  let length = 0;
  const atOnce = message.every(isShort) ? message.length : limits.batchAtOnce;
  for (let at = 0; at < message.length; at += atOnce) {
    for (const reply of await Promise.all(message.slice(at, at + atOnce).map(answerOneMore(at)))) {
      if (reply === undefined) continue;
      replies.push(reply);
      length += reply.length;
    }
    if (length <= limits.answerBytes) continue;
    for (const { cancel } of started.splice(0)) cancel();
    return { reply: failure("null", errors.BatchAnswerTooLarge({ limit: limits.answerBytes })), started };
  }
  return { reply: replies.length === 0 ? undefined : `[${replies.join(",")}]`, started };

  /** The message counts as its first request, each further one by itself. */
  function answerOneMore(from: number) {
    return async (request: unknown, place: number): Promise<string | undefined> => {
      try {
        if (from + place > 0) caller.take();
      } catch (error) {
        return failure(readRequest(request).id, error);
      }
      return answer(request);
    };
  }

  function isShort(request: unknown): boolean {
    const { method } = readRequest(request);
    return method !== undefined && Object.hasOwn(methods, method) && methods[method]?.isShort === true;
  }

  async function answer(request: unknown): Promise<string | undefined> {
    const { id, method, params, isNotification } = readRequest(request);
    if (method === undefined) return failure(id, errors.InvalidRequest());
    if (isNotification) return undefined;
    try {
      const known = Object.hasOwn(methods, method) ? methods[method] : undefined;
      if (known === undefined) throw errors.MethodNotFound({ method: method.slice(0, 64) });
      if (!Array.isArray(params)) throw errors.InvalidParams({ expected: "an array" });
      const answered = connection?.note(method, params);
      if (answered) started.push({ start: answered, cancel: answered });
      const result = await known.call(params, connection);
      if (result instanceof Started) started.push(result);
      const reply = computed(() => success(id, result instanceof Started ? result.result : result));
      if (reply.length > limits.answerBytes) throw errors.AnswerTooLarge({ limit: limits.answerBytes });
      return reply;
    } catch (error) {
      return failure(id, classify(error) ?? error, () => reportBug(error, method));
    }
  }
}

/** Numbers are read exactly where an id needs it: most messages are read faster. */
function parse(text: string): unknown {
  try {
    const message = JSON.parse(text);
    const isRounded = (request: unknown) => {
      const id = (request as { id?: unknown } | null)?.id;
      return typeof id === "number" && !Number.isSafeInteger(id);
    };
    return [message].flat().some(isRounded) ? JSON.parse(text, exactly) : message;
  } catch {
    return undefined;
  }
}

const exactly = (_: string, value: unknown, context?: { readonly source?: string }) =>
  typeof value === "number" && !Number.isSafeInteger(value) ? new ExactNumber(String(context?.source)) : value;

function readRequest(request: unknown): { id: Id; method?: string; params: unknown; isNotification: boolean } {
  const fields = (typeof request === "object" && request !== null ? request : {}) as Record<string, unknown>;
  const { jsonrpc, id, method, params = [] } = fields;
  const isNotification = id === undefined;
  const known = idText(id);
  const isRequest = jsonrpc === "2.0" && typeof method === "string" && (isNotification || known !== undefined);
  return { id: known ?? "null", ...(isRequest ? { method } : {}), params: params ?? [], isNotification };
}

function idText(id: unknown): Id | undefined {
  if (id instanceof ExactNumber) return id.source;
  return id === null || typeof id === "string" || typeof id === "number" ? JSON.stringify(id) : undefined;
}

const success = (id: Id, result: unknown) => `{"jsonrpc":"2.0","id":${id},"result":${JSON.stringify(result ?? null)}}`;

export function failure(id: Id, error: unknown, onBug?: () => void): string {
  const known = rpcError(error);
  if (known === undefined) onBug?.();
  return `{"jsonrpc":"2.0","id":${id},"error":${JSON.stringify(known ?? internal)}}`;
}

const internal: RpcError = { code: -32603, message: "Internal error" };
