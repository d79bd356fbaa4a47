import { type CodedError, findRepeatedName } from "@pha/codec";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { errors } from "../errors.ts";
import { hasBody } from "./limit-sending.ts";
import { parseJson } from "./parse-json.ts";
import { weighJson } from "./weigh-json.ts";

/** Why a body is refused: it is no JSON, has a name twice, or one that would reach into JavaScript's own objects. */
function reasonOf(text: string): CodedError {
  try {
    parseJson(text, "the body");
    return errors.BadRequest({ reason: "the body has a field __proto__ or constructor" });
  } catch (error) {
    return error as CodedError;
  }
}

/** Counts what reading a body costs its client, in requests. */
export type Charge = (request: FastifyRequest, requests: number) => void;

/** Which bodies are read: JSON in UTF-8, as it is. What says otherwise of itself is refused before it is read as that. */
export function readBodies(app: FastifyInstance, charge: Charge): void {
  app.removeContentTypeParser("text/plain");
  const parse = app.getDefaultJsonParser("error", "error");
  app.addContentTypeParser("application/json", { parseAs: "string" }, (request, body, done) => {
    const text = String(body);
    if (text === "") return done(null, undefined);
    try {
      weighJson(text, (requests) => charge(request, requests));
    } catch (error) {
      return done(error as CodedError);
    }
    void parse(request, text, (error, value) => {
      if (error) done(reasonOf(text));
      else done(findRepeatedName(text) ? reasonOf(text) : null, value);
    });
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
