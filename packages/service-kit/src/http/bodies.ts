import type { FastifyInstance } from "fastify";
import { errors } from "../errors.ts";
import { hasBody } from "./limit-sending.ts";

/** Which bodies are read: JSON in UTF-8, as it is. What says otherwise of itself is refused before it is read as that. */
export function readBodies(app: FastifyInstance): void {
  app.removeContentTypeParser("text/plain");
  const parse = app.getDefaultJsonParser("error", "error");
  app.addContentTypeParser("application/json", { parseAs: "string" }, (request, body, done) => {
    if (body === "") done(null, undefined);
    else void parse(request, String(body), done);
  });
  app.addHook("onRequest", async ({ headers }) => {
    if (!hasBody({ headers })) {
      delete headers["content-type"]; // of nothing
      return;
    }
    const encoding = headers["content-encoding"];
    const [, charset] = /;\s*charset="?([^";\s]+)/i.exec(headers["content-type"] ?? "") ?? [];
    if (encoding !== undefined && encoding.toLowerCase() !== "identity")
      throw errors.UnsupportedMediaType({ encoding });
    if (charset !== undefined && !/^(utf-?8|us-ascii)$/i.test(charset)) throw errors.UnsupportedMediaType({ charset });
  });
}
