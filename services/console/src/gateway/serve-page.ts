import type { FastifyInstance, FastifyReply, FastifyRequest } from "@pha/service-kit/http";
import type { AboutNetwork } from "./about.ts";
import { codings, type PageFile } from "./files.ts";
import { contentPolicy, pageHeaders } from "./policy.ts";

/** Serves the page's files at their paths, `index.html` at `/`, and `/network.json`. */
export function servePage(app: FastifyInstance, files: ReadonlyMap<string, PageFile>, network: AboutNetwork): void {
  const headers = { ...pageHeaders, "content-security-policy": contentPolicy(network) };
  const schema = { hide: true };
  for (const [path, file] of files) {
    const url = path === "/index.html" ? "/" : path;
    app.get(url, { schema }, (request, reply) => send(request, reply.headers(headers), file));
  }
  app.get("/network.json", { schema }, (_, reply) =>
    reply.headers(headers).header("cache-control", "no-store").type("application/json").send(JSON.stringify(network)),
  );
}

function send({ headers }: FastifyRequest, reply: FastifyReply, file: PageFile): FastifyReply {
  const { type, tag, forms, isNamedByContent } = file;
  reply.header("etag", tag).header("vary", "accept-encoding");
  reply.header("cache-control", isNamedByContent ? "public, max-age=31536000, immutable" : "no-cache");
  if (String(headers["if-none-match"] ?? "").includes(tag)) return reply.code(304).send();
  const read = String(headers["accept-encoding"] ?? "").split(",");
  const accepts = (coding: string) =>
    read.some((one) => one.trim() === coding || one.trim().startsWith(`${coding};q=1`));
  const coding = codings.find((one) => forms[one] && (one === "identity" || accepts(one))) ?? "identity";
  if (coding !== "identity") reply.header("content-encoding", coding);
  return reply.type(type).send(forms[coding]);
}
