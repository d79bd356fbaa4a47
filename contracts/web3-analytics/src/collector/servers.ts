import cors from "@fastify/cors";
import type { Contract, Signer } from "@pha/sdk";
import Fastify, { type FastifyInstance } from "fastify";
import type { Question } from "../state.ts";
import type { Collector } from "./collector.ts";
import { dashboard, dashboardScript } from "./dashboard.ts";

/** What a site's servers work with. */
export interface Surroundings {
  readonly contract: Contract;
  readonly collector: Collector;
  readonly owner: Signer;
  readonly site: string;
}

const item = /^item1\.[A-Za-z0-9_-]{60,13990}$/;

/** What visitors' browsers talk to, from any page: takes items, and hands out the key that they are sealed to. */
export async function publicServer({ contract, collector }: Surroundings): Promise<FastifyInstance> {
  const server = Fastify({ bodyLimit: 16_384 });
  await server.register(cors, { origin: true, methods: ["GET", "POST"] });
  server.post("/items", async (request, reply) => {
    const given = typeof request.body === "string" ? request.body : "";
    if (!item.test(given)) return reply.code(400).send({ error: "An item is item1. and what the tracker made of it." });
    if (!collector.add(given)) return reply.code(503).header("retry-after", 10).send({ error: "Too many items wait." });
    return reply.code(202).send();
  });
  server.get("/sealing", async () => (await contract.query("sealing")).value);
  return server;
}

/** What the owner of the site looks at; for their own machine alone, since it asks in their name. */
export function privateServer({ contract, owner, site }: Surroundings): FastifyInstance {
  const server = Fastify({ bodyLimit: 4_096 });
  server.addHook("onSend", async (_, reply) => {
    reply.header(
      "content-security-policy",
      "default-src 'none'; script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
  });
  // A page of another name that leads here would be of the same origin as this one.
  server.addHook("onRequest", async ({ hostname }, reply) => {
    if (hostname !== "127.0.0.1" && hostname !== "localhost")
      return reply.code(421).send({ message: "The dashboard is at 127.0.0.1, and under no other name." });
  });
  server.get("/", async (_, reply) => reply.type("text/html").send(dashboard(site)));
  server.get("/dashboard.js", async (_, reply) => reply.type("text/javascript").send(dashboardScript));
  server.get("/answers", async () => {
    const [answers, left] = await Promise.all([
      contract.query("answers", { site }, { caller: owner }),
      contract.query("left", { site }),
    ]);
    return { answers: answers.value, left: left.value };
  });
  server.post<{ Body: Question }>("/ask", async (request, reply) => {
    try {
      return (await contract.command(owner, "ask", { site, question: request.body })).value;
    } catch (error) {
      const { code, message } = error as { readonly code?: string; readonly message: string };
      return reply.code(400).send({ code, message });
    }
  });
  return server;
}
