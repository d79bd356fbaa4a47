import type { FastifyInstance } from "@pha/service-kit/http";
import { errors } from "./errors.ts";
import { limits } from "./limits.ts";
import type { Methods } from "./method.ts";
import { failure, type ReportBug, serve } from "./serve.ts";

/** Answers JSON-RPC on `POST /`. Every answer is 200: what went wrong is in the message. */
export async function mountRpc(app: FastifyInstance, deps: { methods: Methods; reportBug: ReportBug }): Promise<void> {
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", { parseAs: "string", bodyLimit: limits.messageBytes }, (_, body, done) =>
      done(null, body),
    );
    scope.setErrorHandler((error, _, reply) => {
      const isLarge = (error as { code?: string }).code === "FST_ERR_CTP_BODY_TOO_LARGE";
      if (!isLarge) throw error;
      return reply.type("application/json").send(failure(null, errors.MessageTooLarge({ limit: limits.messageBytes })));
    });
    scope.post("/", { schema: { hide: true } }, async (request, reply) => {
      const { reply: answer } = await serve(deps, String(request.body ?? ""), undefined);
      return answer === undefined ? reply.code(204).send() : reply.type("application/json").send(answer);
    });
  });
}
