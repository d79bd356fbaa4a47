import {
  type AnyEndpoint,
  everywhere,
  type InputOf,
  type Problem,
  RemoteError,
  type ReplyOf,
  readProblem,
} from "@pha/api";
import { type CodedError, struct, type Type } from "@pha/codec";
import { errors } from "@pha/sdk";

/** An input whose fields that may be absent may be left out. */
type Given<I> = { readonly [K in keyof I as undefined extends I[K] ? never : K]: I[K] } & {
  readonly [K in keyof I as undefined extends I[K] ? K : never]?: I[K] | undefined;
};

/** Addresses are written with this prefix, which every service reads. */
const context = { ss58Prefix: 42 };

/** The URL at which an endpoint of a service is asked for something. */
export function urlOf<E extends AnyEndpoint>(service: string, endpoint: E, input: Given<InputOf<E>>): URL {
  const values = input as Readonly<Record<string, unknown>>;
  const textOf = (type: Type<unknown>, name: string) => type.toJson(values[name], context);
  const path = endpoint.path.replace(/:(\w+)/g, (_, name: string) =>
    encodeURIComponent(String(textOf(endpoint.params[name], name))),
  );
  const url = new URL(path, service);
  for (const [name, type] of Object.entries<Type<unknown>>(endpoint.query))
    if (values[name] !== undefined)
      for (const value of [textOf(type, name)].flat()) url.searchParams.append(name, String(value));
  return url;
}

/** An answer, or an entry of a stream, as the endpoint declares it. */
export const readAs = <R>(type: Type<R>, json: unknown): R => type.fromJson(json as never, context);

/** What a service refused with: one of the errors that the endpoint declares, or its word for another. */
export const refusalOf = ({ errors: own }: AnyEndpoint, problem: Problem): CodedError =>
  new RemoteError(problem).as([...own, ...everywhere]);

/**
 * Asks a service. By its word alone: nothing of this is proven.
 *
 * @throws the endpoint's errors, `sdk.Unreachable`, `sdk.UnexpectedReply`
 */
export async function ask<E extends Extract<AnyEndpoint, { readonly reply: unknown }>>(
  service: string,
  endpoint: E,
  input: Given<InputOf<E>>,
): Promise<ReplyOf<E>> {
  const url = urlOf(service, endpoint, input);
  const hasBody = Object.keys(endpoint.body).length > 0;
  const body = hasBody ? JSON.stringify(struct(endpoint.body).toJson(input as never, context)) : null;
  const headers: Record<string, string> = hasBody ? { "content-type": "application/json" } : {};
  const response = await fetch(url, { method: endpoint.method, headers, body }).catch((cause: unknown) => {
    throw errors.Unreachable({ url: url.origin }, cause);
  });
  const json: unknown = await response.json().catch((cause: unknown) => {
    throw errors.UnexpectedReply({ url: url.origin, status: response.status }, cause);
  });
  if (response.ok) return readAs(endpoint.reply as Type<ReplyOf<E>>, json);
  const problem = readProblem(json, response.status);
  throw problem ? refusalOf(endpoint, problem) : errors.UnexpectedReply({ url: url.origin, status: response.status });
}
