export type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
export { portOwner } from "./http/port-owner.ts";
export { type Problem, problemOf } from "./http/problem.ts";
export { type AnyRoute, type Route, type RouteRequest, route, type StreamRoute, streamRoute } from "./http/route.ts";
export { type HttpOptions, type HttpServer, httpServer } from "./http/server.ts";
