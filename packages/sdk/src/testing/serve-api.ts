import { type AnyEndpoint, type Api, type Handlers, type Placed, problemOf, type RequestContext } from "@pha/api";
import { CodedError, type Json, type JsonContext, type JsonSchema, struct, type Type } from "@pha/codec";

/** Handlers of those endpoints that a stand-in answers. */
export type SomeHandlers<A extends Api> = { readonly [Resource in keyof A]?: Partial<Handlers<A[Resource]>> };

/** What a stand-in says: JSON, or the entries of a stream. */
export type Said = { readonly reply: Json } | { readonly entries: readonly Json[] };

type Handle = (input: never, context: RequestContext & { readonly signal: AbortSignal }) => unknown;

const context: JsonContext = { ss58Prefix: 42 };

/** Answers requests in memory as a service would that implements the declared API; `undefined` where it does not. */
export function serveApi<A extends Api>(api: A, handlers: SomeHandlers<A>) {
  const routes = Object.entries(api).flatMap(([resource, endpoints]) =>
    Object.entries(endpoints).map(([name, endpoint]) => {
      const of = handlers[resource] as Readonly<Record<string, Handle>> | undefined;
      return { endpoint, handle: of?.[name], pattern: patternOf(endpoint) };
    }),
  );

  return async (url: string, { method = "GET", body }: RequestInit): Promise<Said | undefined> => {
    const { pathname, searchParams } = new URL(url);
    for (const { endpoint, handle, pattern } of routes) {
      const match = endpoint.method === method ? pattern.exec(pathname) : null;
      if (!match || !handle) continue;
      const query = [...new Set(searchParams.keys())].map((name) => [name, searchParams.getAll(name)]);
      const given = { ...match.groups, ...Object.fromEntries(query), ...JSON.parse(String(body ?? "{}")) };
      const input = readInput(endpoint, given) as never;
      const answer = await handle(input, { client: "a test", signal: new AbortController().signal });
      if (!("stream" in endpoint)) return { reply: endpoint.reply.toJson(answer, context) };
      const entries: Json[] = [];
      for await (const { entry } of answer as AsyncIterable<Placed<unknown, unknown>>)
        entries.push(endpoint.stream.toJson(entry, context));
      return { entries };
    }
    return undefined;
  };
}

/** How a service tells a coded error. */
export const problemResponse = (error: unknown): Response => {
  if (!(error instanceof CodedError)) throw error;
  return Response.json(problemOf(error), { status: error.status });
};

const patternOf = ({ path }: AnyEndpoint) => new RegExp(`^${path.replace(/:(\w+)/g, "(?<$1>[^/]+)")}$`);

function readInput({ params, query, body }: AnyEndpoint, given: Readonly<Record<string, unknown>>): unknown {
  const fields: Record<string, Type<unknown>> = { ...params, ...query, ...body };
  const texts = Object.entries(given).map(([name, value]) => {
    const schema = (fields[name]?.schema ?? {}) as { readonly anyOf?: readonly JsonSchema[] } & JsonSchema;
    const is = (kind: string) => [schema, ...(schema.anyOf ?? [])].some(({ type }) => type === kind);
    const one = Array.isArray(value) && name in query && !is("array") ? value[0] : value;
    return [name, is("integer") && typeof one === "string" ? Number(one) : one];
  });
  return struct(fields).fromJson(Object.fromEntries(texts), context);
}
