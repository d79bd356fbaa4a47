export type { Web } from "./answer-query.ts";
export { type Allowed, placeIn } from "./check.ts";
export { errors } from "./errors.ts";
export type { Exchange, Exchanging, Header, HttpRequest, HttpResponse } from "./exchange.ts";
