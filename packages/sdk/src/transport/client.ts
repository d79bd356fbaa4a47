import {
  type AnyEndpoint,
  type Api,
  type Endpoints,
  everywhere,
  type InputOf,
  RemoteError,
  type ReplyOf,
} from "@pha/api";
import { type Json, type JsonContext, type JsonSchema, struct, type Type } from "@pha/codec";
import type { Explain } from "./other-service.ts";
import type { Request, Transport } from "./transport.ts";

/** An input whose fields that may be `undefined` may be left out. */
type Given<I> = { readonly [K in keyof I as undefined extends I[K] ? never : K]: I[K] } & {
  readonly [K in keyof I as undefined extends I[K] ? K : never]?: I[K];
};

/** An endpoint that needs nothing to be said is asked with nothing. */
type Asked<E extends AnyEndpoint> =
  Record<never, never> extends Given<InputOf<E>> ? [input?: Given<InputOf<E>>] : [input: Given<InputOf<E>>];

type Method<E extends AnyEndpoint> = E extends { readonly stream: unknown }
  ? (input: Given<InputOf<E>>, signal: AbortSignal) => AsyncGenerator<ReplyOf<E>>
  : (...input: Asked<E>) => Promise<ReplyOf<E>>;

/** A method for each endpoint, by resource: `chain.blocks.get({ block: "head" })`. */
export type Client<A extends Api> = {
  readonly [Resource in keyof A]: { readonly [Name in keyof A[Resource]]: Method<A[Resource][Name]> };
};

/**
 * The client of a declared API. Each method fails with the errors that its endpoint declares, or `everywhere` does;
 * whatever else a service says is a `RemoteError`; or with what `explain` makes of these. Nothing that comes back is
 * verified.
 */
export function makeClient<A extends Api>(
  api: A,
  transport: Transport,
  explain: Explain = async (error) => error,
): Client<A> {
  const methods = (endpoints: Endpoints) => mapValues(endpoints, (endpoint) => methodOf(endpoint, transport, explain));
  return mapValues(api, methods) as Client<A>;
}

function methodOf(endpoint: AnyEndpoint, transport: Transport, explain: Explain) {
  const expected = [...endpoint.errors, ...everywhere];
  const refine = (error: unknown) => explain(error instanceof RemoteError ? error.as(expected) : error);

  if ("stream" in endpoint) {
    const read = reader<unknown>(endpoint.stream);
    return async function* (input: Input, signal: AbortSignal) {
      try {
        yield* transport.stream(requestOf(endpoint, input), read, signal);
      } catch (error) {
        throw await refine(error);
      }
    };
  }
  const read = reader<unknown>(endpoint.reply);
  return (input: Input = {}) =>
    transport.ask(requestOf(endpoint, input), read).catch(async (error) => {
      throw await refine(error);
    });
}

/** Addresses are written with this prefix, which every chain reads. */
export const context: JsonContext = { ss58Prefix: 42 };

type Input = Readonly<Record<string, unknown>>;

function requestOf(endpoint: AnyEndpoint, input: Input): Request {
  const { method, params, query, body, maxReplyBytes } = endpoint;
  const textOf = (type: Type<unknown>, name: string) => type.toJson(input[name], context);
  const path = endpoint.path.replace(/:(\w+)/g, (_, name: string) =>
    encodeURIComponent(String(textOf(params[name], name))),
  );
  const search = new URLSearchParams();
  for (const [name, type] of Object.entries<Type<unknown>>(query)) {
    if (input[name] === undefined) continue;
    for (const value of [textOf(type, name)].flat()) search.append(name, String(value));
  }
  return {
    method,
    maxReplyBytes,
    path: search.size === 0 ? path : `${path}?${search}`,
    ...(Object.keys(body).length > 0 && { body: struct(body).toJson(input as never, context) }),
    ...("repeatable" in endpoint && { repeatable: endpoint.repeatable, timeoutMs: endpoint.timeoutMs }),
  };
}

/** Reads what a service of a newer version may have added to: fields that the type does not know are left out. */
const reader =
  <T>(type: Type<T>) =>
  (json: unknown): T =>
    type.fromJson(known(type.schema, json as Json), context);

function known(schema: JsonSchema, json: Json): Json {
  if (json === null || typeof json !== "object") return json;
  const { properties, items, anyOf } = schema as { properties?: Record<string, JsonSchema> } & {
    items?: JsonSchema | false;
    anyOf?: readonly JsonSchema[];
  };
  if (Array.isArray(json)) return items ? json.map((one) => known(items, one)) : json;
  const [only, ...others] = anyOf?.filter(({ type }) => type !== "null") ?? [];
  if (only) return others.length === 0 ? known(only, json) : json;
  if (!properties) return json;
  const fields = Object.entries(properties).filter(([name]) => json[name] !== undefined);
  return Object.fromEntries(fields.map(([name, of]) => [name, known(of, json[name] as Json)]));
}

const mapValues = <T, R>(of: Readonly<Record<string, T>>, map: (value: T) => R): Record<string, R> =>
  Object.fromEntries(Object.entries(of).map(([name, value]) => [name, map(value)]));
