import type { AnyEndpoint } from "@pha/api";
import { type Hex, type JsonSchema, struct } from "@pha/codec";
import type { NetworkProfile } from "@pha/runtime/spec";
import type { FastifyInstance } from "fastify";
import { version } from "../version.ts";
import type { HttpOptions } from "./server.ts";

/** What a service says of itself at `/`. */
export interface About {
  readonly network: Pick<NetworkProfile, "name" | "title" | "development">;
  readonly genesisHash: Hex;
  /** How things stand now. */
  readonly facts?: () => Readonly<Record<string, string | number>>;
  /** What else is served, in a sentence. */
  readonly note?: string;
}

interface Landing {
  readonly service: string;
  readonly version: string;
  readonly network?: { readonly name: string; readonly title: string; readonly development: boolean };
  readonly genesisHash?: Hex;
  readonly facts: Readonly<Record<string, string | number>>;
  readonly note: string | undefined;
  /** Texts by path. */
  readonly links: Readonly<Record<string, string>>;
}

/** `/`: what this is, and where to go on. JSON, or a page for those who read HTML. */
export function addLanding(
  app: FastifyInstance,
  { service, about, routes }: Pick<HttpOptions, "service" | "about" | "routes">,
): void {
  const links = {
    ...(routes && { "/docs": "REST API, browsable", "/openapi.json": "the same as OpenAPI 3.1" }),
    ...Object.fromEntries((routes ?? []).flatMap(({ endpoint }) => linkTo(endpoint))),
    ...{ "/healthz": "Alive.", "/readyz": "Serving, or what it lacks.", "/metrics": "Prometheus metrics." },
  };
  app.get("/", { schema: { hide: true } }, (request, reply) => {
    const { network, genesisHash, facts, note } = about ?? {};
    const landing: Landing = {
      ...{ service, version, facts: facts?.() ?? {}, note, links },
      ...(network && { network: { name: network.name, title: network.title, development: network.development } }),
      ...(genesisHash && { genesisHash }),
    };
    reply.header("vary", "accept").header("cache-control", "no-store");
    if (!/\btext\/html\b/i.test(request.headers.accept ?? ""))
      return reply.type("application/json").send(JSON.stringify(landing));
    return reply
      .type("text/html; charset=utf-8")
      .header("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'")
      .send(page(landing));
  });
}

/** An endpoint that a browser may be sent to: one that is read and needs nothing to be named. */
function linkTo({ method, path, query, summary }: AnyEndpoint): [string, string][] {
  const { required = [] } = struct(query).schema as JsonSchema & { readonly required?: readonly string[] };
  return method === "GET" && !path.includes(":") && required.length === 0 ? [[path, summary]] : [];
}

function page({ service, version, network, genesisHash, facts, note, links }: Landing): string {
  const title = network ? `${network.title}: ${service}` : service;
  const rows = Object.entries({ version, ...(genesisHash && { genesis: genesisHash }), ...facts });
  const list = (items: readonly string[]) => `<ul>\n${items.map((item) => `<li>${item}</li>`).join("\n")}\n</ul>`;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>${escapeHtml(title)}</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:3rem auto;padding:0 1rem}code{word-break:break-all}</style>
<h1>${escapeHtml(title)}</h1>
${network?.development ? "<p>Development network: its keys are public.</p>\n" : ""}${list(rows.map(([name, value]) => `${escapeHtml(name)} <code>${escapeHtml(String(value))}</code>`))}
${list(Object.entries(links).map(([path, text]) => `<a href="${path}">${path}</a> ${escapeHtml(text)}`))}
${note === undefined ? "" : `<p>${escapeHtml(note)}</p>\n`}</html>
`;
}

const escapeHtml = (text: string) => text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
