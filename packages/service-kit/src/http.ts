export type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
export { isForeignOrigin } from "./http/origin.ts";
export { portOwner } from "./http/port-owner.ts";
export { implement, type Route } from "./http/route.ts";
export { type HttpOptions, type HttpServer, httpServer } from "./http/server.ts";
