import type { IncomingHttpHeaders } from "node:http";
import { CodedError } from "@pha/codec";
import { departureOf, type HttpServer } from "@pha/service-kit/http";
import type { DevVerbs } from "../dev/verbs.ts";
import type { Callers } from "../ledger/callers.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { TransactionWatch } from "../ledger/transaction-watch.ts";
import { errors } from "./errors.ts";
import { limits } from "./limits.ts";
import { allMethods, forStrangers } from "./methods.ts";
import { failure, type ReportBug, type ServeDeps, serve } from "./serve.ts";
import { serveRpcSockets } from "./websocket.ts";

export interface RpcDeps {
  readonly ledger: Ledger;
  readonly transactions: TransactionWatch;
  readonly dev: DevVerbs;
  /** Of this software, as `system_version` tells it. */
  readonly version: string;
  readonly reportBug: ReportBug;
  /** Whether the state of every block can be read. */
  readonly isArchive: boolean;
  /** Finds the coded error behind a driver's error. */
  readonly classify: (error: unknown) => CodedError | undefined;
  readonly callers: Callers;
}

/** Serves JSON-RPC on `POST /`, where every answer is 200 and says what went wrong itself, and on WebSockets. */
export async function mountRpc(
  { app, server, turn, clientOf, refuseStranger }: HttpServer,
  deps: RpcDeps,
): Promise<void> {
  const { classify, callers } = deps;
  const reportBug: ReportBug = (error, where) => {
    if (!(error instanceof CodedError) && classify(error) === undefined) deps.reportBug(error, where);
  };
  const methods = allMethods({ ...deps, reportBug });
  const own: ServeDeps = { methods, reportBug, classify };
  const strangers = new Map<string, ServeDeps>();
  const servingTo = (headers: IncomingHttpHeaders): ServeDeps => {
    const refused = refuseStranger(headers);
    if (refused === undefined) return own;
    const known = strangers.get(refused.code) ?? { ...own, methods: forStrangers(methods, { ...deps, refused }) };
    strangers.set(refused.code, known);
    return known;
  };
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", { parseAs: "string", bodyLimit: limits.messageBytes }, (_, body, done) =>
      done(null, body),
    );
    scope.setErrorHandler((error, _, reply) => {
      if ((error as { code?: string }).code !== "FST_ERR_CTP_BODY_TOO_LARGE") throw error;
      return reply
        .type("application/json")
        .send(failure("null", errors.MessageTooLarge({ limit: limits.messageBytes })));
    });
    scope.post("/", { schema: { hide: true } }, async (request, reply) => {
      const asking = { caller: callers.at(clientOf(request.raw)), departure: departureOf(reply.raw) };
      const text = String(request.body ?? "");
      const { reply: answer } = await serve(servingTo(request.headers), text, undefined, asking);
      return answer === undefined ? reply.code(204).send() : reply.type("application/json").send(answer);
    });
  });
  const sockets = serveRpcSockets(server, turn, (request) => {
    const client = clientOf(request);
    return { deps: servingTo(request.headers), client, caller: callers.at(client) };
  });
  app.addHook("preClose", async () => sockets[Symbol.dispose]());
}
