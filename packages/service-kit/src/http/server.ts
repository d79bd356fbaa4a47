import type { IncomingMessage, Server } from "node:http";
import cors from "@fastify/cors";
import proxyAddr from "@fastify/proxy-addr";
import { type AnyEndpoint, everywhere } from "@pha/api";
import type { CodedError, JsonContext } from "@pha/codec";
import { usualHttpBodyBytes } from "@pha/limits";
import fastify, { type FastifyInstance, type FastifyRequest } from "fastify";
import type { Registry } from "prom-client";
import { errors } from "../errors.ts";
import type { Logger } from "../log.ts";
import { withTrace } from "../trace.ts";
import { version } from "../version.ts";
import { readBodies } from "./bodies.ts";
import { clientNetwork } from "./client-network.ts";
import { addDocumentation } from "./documentation.ts";
import { addHealth, type Checks } from "./health.ts";
import { hearOut } from "./hear-out.ts";
import { type About, addLanding } from "./landing.ts";
import { limitSending } from "./limit-sending.ts";
import { listen } from "./listen.ts";
import { answerMisses } from "./misses.ts";
import { mountRoutes } from "./mount.ts";
import { observeRequests } from "./observe.ts";
import { boundPipelining } from "./pipelining.ts";
import { type Explain, internalError, requestError, sendProblem } from "./problem.ts";
import { RateLimit } from "./rate-limit.ts";
import type { Route, Within } from "./route.ts";
import { type RefuseStranger, refuseStrangers } from "./strangers.ts";
import { traceRequests } from "./trace.ts";
import { Turn } from "./turn.ts";
import { answerUnreadable } from "./unreadable.ts";

/** What an HTTP server depends on. */
export interface HttpOptions {
  readonly service: string;
  readonly log: Logger;
  readonly metrics: Registry;
  /** Checks of `/readyz`: each throws while what it checks does not work. */
  readonly checks: Checks;
  readonly routes?: readonly Route[];
  /** What the service says of itself and its network at `/`. */
  readonly about?: About;
  /** Serves a page, at `/` too: the service says nothing of itself there then. */
  readonly page?: (app: FastifyInstance) => void;
  /** Requests per client and minute; no limit when absent. */
  readonly requestsPerMinute?: number;
  /** Does the work of one request of a route for a client, within what it may take. */
  readonly within?: Within;
  /** Proxies whose `X-Forwarded-For` names the client; anybody else's is not looked at. */
  readonly trustedProxies?: readonly string[];
  /** Names by which clients reach the server, besides addresses and `localhost`: only `local` routes look. */
  readonly hostNames?: readonly string[];
  readonly json?: JsonContext;
  /** Finds the coded error behind a driver's error, as `dbError` of `./db` does. */
  readonly classify?: (error: unknown) => CodedError | undefined;
}

/** An HTTP server; disposing it answers what is under way and stops. */
export interface HttpServer extends AsyncDisposable {
  /** For pages and protocols that are no JSON routes; add a `preClose` hook for whatever holds connections open. */
  readonly app: FastifyInstance;
  /** Node's own server, for WebSocket upgrades. */
  readonly server: Server;
  /** Of all that clients ask here, `undefined` where nothing is limited. */
  readonly rate: RateLimit | undefined;
  /** Of the small pieces of work that clients send many of. */
  readonly turn: Turn;
  /** Whom the server's own `local` routes refuse. */
  readonly refuseStranger: RefuseStranger;
  /** The client behind a request, as it is counted: what proxies are trusted for, and {@link clientNetwork} of it. */
  clientOf(request: IncomingMessage): string;
  /**
   * Starts to listen and says on which port.
   *
   * @throws `service-kit.PortTaken` naming the process that holds the port.
   */
  listen(port: number, host?: string): Promise<number>;
}

/** Makes a server with the routes, their documentation, health, metrics and problem+json errors. */
export async function httpServer(options: HttpOptions): Promise<HttpServer> {
  const { service, log, json = { ss58Prefix: 42 } } = options;
  const isTrusted = proxyAddr.compile([...(options.trustedProxies ?? [])]);
  const clientOf = (request: IncomingMessage): string => clientNetwork(proxyAddr(request, isTrusted));
  const { requestsPerMinute } = options;
  const rate = requestsPerMinute === undefined ? undefined : new RateLimit(requestsPerMinute);
  const turn = new Turn();
  const app = fastify({
    trustProxy: isTrusted,
    bodyLimit: usualHttpBodyBytes,
    routerOptions: { maxParamLength: 4096, ignoreTrailingSlash: true, ignoreDuplicateSlashes: true },
    rewriteUrl: ({ url = "/" }) => url.replace(/^https?:\/\/[^/?]*/i, "") || "/", // a proxy may name the whole of it
    clientErrorHandler: answerUnreadable,
    frameworkErrors: (error, _, reply) =>
      void sendProblem(
        reply.header("access-control-allow-origin", "*"),
        requestError(error, usualHttpBodyBytes) ?? errors.BadRequest(),
      ),
  });
  const explain = ({ trace, routeOptions }: FastifyRequest): Explain => {
    const { endpoint } = routeOptions.config as { readonly endpoint?: AnyEndpoint };
    return (error) => {
      const coded = requestError(error, routeOptions.bodyLimit ?? usualHttpBodyBytes) ?? options.classify?.(error);
      if (coded === undefined) return withTrace(trace, () => internalError(error, log, "request failed"));
      if (endpoint && ![...endpoint.errors, ...everywhere].some(({ is }) => is(coded))) {
        const facts = { err: coded, path: endpoint.path };
        withTrace(trace, () => log.error(facts, "the endpoint does not declare this error"));
      }
      return coded;
    };
  };
  app.setErrorHandler((error, request, reply) => sendProblem(reply, explain(request)(error)));
  app.addHook("onRequest", ({ raw }) => turn.begin(clientOf(raw)));
  boundPipelining(app.server);
  traceRequests(app);
  // The API has no cookies and no ambient authority, so pages of any origin may use it.
  const methods = ["GET", "POST", "PUT", "DELETE"];
  await app.register(cors, {
    methods,
    allowedHeaders: ["content-type", "traceparent", "last-event-id"],
    exposedHeaders: ["allow", "retry-after"],
    maxAge: 7_200,
    strictPreflight: false, // OPTIONS is answered whoever asks
  });
  readBodies(app, ({ raw }, requests) => rate?.charge(clientOf(raw), requests));
  limitSending(app);
  hearOut(app);
  observeRequests(app, options);
  answerMisses(app);
  addHealth(app, options);
  leaveInTime(app);
  const { within = (_, work) => work() } = options;
  const refuseStranger = refuseStrangers(options.hostNames ?? []);
  await app.register(async (limited) => {
    if (rate) limited.addHook("onRequest", async ({ raw }) => rate.take(clientOf(raw)));
    if (options.page) options.page(limited);
    else addLanding(limited, options);
    if (options.routes === undefined) return;
    const takesToken = options.routes.some(({ endpoint }) => endpoint.bearer);
    await addDocumentation(limited, { title: service, version, takesToken });
    const served = { json, explain, clientOf, within, refuseStranger, rate, turn };
    mountRoutes(limited, options.routes, served);
  });
  return {
    app,
    server: app.server,
    rate,
    turn,
    refuseStranger,
    clientOf,
    listen: (port, host = "0.0.0.0") => listen(app, port, host),
    [Symbol.asyncDispose]: () => app.close(),
  };
}

/** Time that requests under way have to end when the server closes. */
const FAREWELL_MS = 5_000;

/** Closing does not wait for connections on which nothing was ever asked: Node counts them as busy for a minute. */
function leaveInTime(app: FastifyInstance): void {
  app.addHook("preClose", async () => {
    const timer = setTimeout(() => app.server.closeAllConnections(), FAREWELL_MS);
    app.server.once("close", () => clearTimeout(timer));
  });
}
