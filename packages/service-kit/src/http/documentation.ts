import type { FastifyInstance, FastifySchema } from "fastify";
import { errors } from "../errors.ts";
import { LINES } from "./answer-lines.ts";
import { problemSchema } from "./problem.ts";
import type { AnyRoute } from "./route.ts";

/** OpenAPI 3.1 at `/openapi.json`, readable at `/docs`. Register before the routes that it describes. */
export async function addDocumentation(app: FastifyInstance, title: string, version: string): Promise<void> {
  const [swagger, swaggerUi] = await Promise.all([import("@fastify/swagger"), import("@fastify/swagger-ui")]);
  await app.register(swagger.default, { openapi: { openapi: "3.1.0", info: { title, version } } });
  await app.register(swaggerUi.default, { routePrefix: "/docs" });
  app.get("/openapi.json", { schema: { hide: true } }, () => app.swagger());
}

/** A route's description as the OpenAPI generator reads it. */
export function routeSchema(route: AnyRoute): FastifySchema {
  const success = "stream" in route ? route.stream.schema : route.reply.schema;
  const status = "stream" in route ? 200 : (route.status ?? 200);
  return {
    summary: route.summary,
    tags: [route.tag ?? route.url.split("/")[2] ?? route.url],
    ...(route.params === undefined ? {} : { params: route.params.schema }),
    ...(route.query === undefined ? {} : { querystring: route.query.schema }),
    ...(route.body === undefined ? {} : { body: route.body.schema }),
    ...("lines" in route ? { consumes: ["application/json", LINES] } : {}),
    response: { [status]: { description: "Success", ...success }, ...lines(route), ...problems(route) },
  } as FastifySchema;
}

/** What a body of many lines is answered with. */
function lines(route: AnyRoute): Record<number, unknown> {
  if (!("lines" in route)) return {};
  const problem = { type: "object", properties: { problem: problemSchema }, required: ["problem"] };
  const schema = { anyOf: [route.reply.schema, problem] };
  return { 200: { description: "To JSON lines: a line for each, in their order", content: { [LINES]: { schema } } } };
}

function problems(route: AnyRoute): Record<number, unknown> {
  const byStatus = new Map<number, string[]>();
  const takesInput = route.params !== undefined || route.query !== undefined || route.body !== undefined;
  for (const maker of [...(route.errors ?? []), ...(takesInput ? [errors.BadRequest] : []), errors.TooManyRequests]) {
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
