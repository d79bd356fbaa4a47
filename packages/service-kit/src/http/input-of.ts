import type { AnyEndpoint, Fields } from "@pha/api";
import { type JsonContext, type StructOf, struct } from "@pha/codec";
import type { FastifyRequest } from "fastify";
import { coerceFields } from "./coerce.ts";

/** Reads the input of an endpoint's requests: path and query once, a body for each that it has. */
export function inputReader(
  { params, query, body }: AnyEndpoint,
  json: JsonContext,
): (request: Pick<FastifyRequest, "params" | "query">) => (body: unknown) => never {
  const [readPath, readQuery] = [reader(params, json), reader(query, json)];
  const bodyType = struct(body as Fields);
  const takesBody = Object.keys(body).length > 0;
  return (request) => {
    const fields = { ...readPath(request.params), ...readQuery(request.query) };
    return (given) => ({ ...fields, ...bodyType.fromJson(takesBody ? given : (given ?? {}), json) }) as never;
  };
}

/** Reads the texts of a path or query by the types of its fields. What is no field is refused. */
function reader<F extends Fields>(fields: F, json: JsonContext): (given: unknown) => Partial<StructOf<F>> {
  const type = struct(fields);
  return (given) => type.fromJson(coerceFields(type.schema, given), json);
}
