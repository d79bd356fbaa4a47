export type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
export { closing } from "./http/closing.ts";
export { HeldOpen } from "./http/held-open.ts";
export { portOwner } from "./http/port-owner.ts";
export { RateLimit, requestsOfAnybody } from "./http/rate-limit.ts";
export { implement, type Route, type Within } from "./http/route.ts";
export { type HttpOptions, type HttpServer, httpServer } from "./http/server.ts";
export { version } from "./version.ts";
