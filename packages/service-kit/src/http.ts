export type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
export { timed } from "./http/computing.ts";
export { type Departure, departureOf } from "./http/departure.ts";
export { dismiss } from "./http/dismiss.ts";

export { portOwner } from "./http/port-owner.ts";
export { internalError } from "./http/problem.ts";
export { RateLimit, requestsOfAnybody, requestsPerMs } from "./http/rate-limit.ts";
export { type Asked, implement, type Route, type Within } from "./http/route.ts";
export { sendBounded } from "./http/send-bounded.ts";
export { serveSideBySide } from "./http/serve-side-by-side.ts";
export { type HttpOptions, type HttpServer, httpServer } from "./http/server.ts";
export { Turn } from "./http/turn.ts";
export { type RawData, serveWebSockets, type WebSocket } from "./http/web-sockets.ts";
export { weighJson } from "./http/weigh-json.ts";
export { version } from "./version.ts";
