import { type AnyEndpoint, type Fields, problemSchema } from "@pha/api";
import { type JsonSchema, struct } from "@pha/codec";
import type { FastifyInstance, FastifySchema } from "fastify";
import { errors } from "../errors.ts";
import { LINES } from "./answer-lines.ts";
import { keptAnswers, sendKept } from "./kept-answer.ts";

/** Name of the token that guarded endpoints take. */
const token = "token";

/** What the document is about; `takesToken` where some endpoint does. */
export interface Documented {
  readonly title: string;
  readonly version: string;
  readonly takesToken: boolean;
}

/** OpenAPI 3.1 at `/openapi.json`, readable at `/docs`. Register before the routes that it describes. */
export async function addDocumentation(app: FastifyInstance, { takesToken, ...info }: Documented): Promise<void> {
  const [swagger, swaggerUi] = await Promise.all([import("@fastify/swagger"), import("@fastify/swagger-ui")]);
  const securitySchemes = { [token]: { type: "http", scheme: "bearer" } } as const;
  const components = takesToken && { components: { securitySchemes } };
  await app.register(swagger.default, { openapi: { openapi: "3.1.0", info, ...components } });
  await app.register(swaggerUi.default, { routePrefix: "/docs" });
  const keep = keptAnswers((document) => JSON.stringify(document));
  app.get("/openapi.json", { schema: { hide: true } }, (request, reply) =>
    sendKept(request, reply, keep(app.swagger())),
  );
}

/** An endpoint's description as the OpenAPI generator reads it. */
export function routeSchema(endpoint: AnyEndpoint): FastifySchema {
  const { summary, tag, params, query, body } = endpoint;
  return {
    summary,
    tags: [tag],
    ...(endpoint.bearer ? { security: [{ [token]: [] }] } : {}),
    ...fieldsAs("params", params),
    ...fieldsAs("querystring", query),
    ...fieldsAs("body", body),
    ...("stream" in endpoint ? { headers: comingBack(endpoint.id.schema) } : {}),
    ...(takesLines(endpoint) ? { consumes: ["application/json", LINES] } : {}),
    response: { ...success(endpoint), ...lines(endpoint), ...problems(endpoint) },
  } as FastifySchema;
}

function success(endpoint: AnyEndpoint): Record<number, unknown> {
  if (!("stream" in endpoint)) return { [endpoint.status]: { description: "Success", ...endpoint.reply.schema } };
  const content = { schema: endpoint.stream.schema };
  const description = "An entry for each, as they come: server-sent events when accepted, else JSON lines";
  return {
    200: { description, content: { "text/event-stream": content, [LINES]: content } },
    204: { description: "Nothing follows Last-Event-ID, and nothing ever will" },
  };
}

/** The header of who comes back to a stream. */
const comingBack = (id: JsonSchema) => ({ type: "object", properties: { "last-event-id": id } });

const isEmpty = (fields: Fields) => Object.keys(fields).length === 0;

const fieldsAs = (place: string, fields: Fields) => (isEmpty(fields) ? {} : { [place]: struct(fields).schema });

const takesLines = (endpoint: AnyEndpoint) => "lines" in endpoint && endpoint.lines;

/** Description of the answer to a body of many lines. */
function lines(endpoint: AnyEndpoint): Record<number, unknown> {
  if (!("lines" in endpoint && endpoint.lines)) return {};
  const problem = { type: "object", properties: { problem: problemSchema }, required: ["problem"] };
  const schema = { anyOf: [endpoint.reply.schema, problem] };
  return { 200: { description: "To JSON lines: a line for each, in their order", content: { [LINES]: { schema } } } };
}

function problems({ params, query, body, errors: own }: AnyEndpoint): Record<number, unknown> {
  const byStatus = new Map<number, string[]>();
  const takesInput = ![params, query, body].every(isEmpty);
  for (const maker of [...own, ...(takesInput ? [errors.BadRequest] : []), errors.TooManyRequests]) {
    const { status } = maker();
    byStatus.set(status, [...(byStatus.get(status) ?? []), `${maker.code}: ${maker.spec.doc}`]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, lines]) => [
      status,
      { description: lines.join("\n"), content: { "application/problem+json": { schema: problemSchema } } },
    ]),
  );
}
