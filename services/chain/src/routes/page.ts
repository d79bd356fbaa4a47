import type { FastifyInstance } from "@pha/service-kit/http";
import type { Ledger } from "../ledger/ledger.ts";

/** The page at `/`: what this is, and where to go on. */
export function mountPage(app: FastifyInstance, ledger: Ledger): void {
  app.get("/", { schema: { hide: true } }, (_, reply) =>
    reply
      .type("text/html; charset=utf-8")
      .header("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'")
      .send(page(ledger)),
  );
}

const links: readonly (readonly [string, string])[] = [
  ["/docs", "REST API, browsable; OpenAPI at /openapi.json"],
  ["/v1/blocks", "newest blocks"],
  ["/v1/blocks/finalized", "newest finalized block, decoded"],
  ["/v1/finality/finalized", "its finality certificate"],
  ["/v1/genesis", "what a light client starts from"],
  ["/v1/metadata", "pallets, calls, events, errors"],
  ["/healthz", "alive"],
  ["/readyz", "serving"],
  ["/metrics", "Prometheus metrics"],
];

function page({ spec, best, finalized, genesis }: Ledger): string {
  const items = links.map(([path, text]) => `<li><a href="${path}">${path}</a> ${text}</li>`);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>${escapeHtml(spec.title)}</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:3rem auto;padding:0 1rem}code{word-break:break-all}</style>
<h1>${escapeHtml(spec.title)}</h1>
<p>Block ${best.number}, finalized ${finalized.number}.${spec.development ? " Development network: its keys are public." : ""}</p>
<p>Genesis <code>${genesis.hash}</code></p>
<ul>
${items.join("\n")}
</ul>
<p>JSON-RPC as Substrate speaks it: <code>POST /</code>, or a WebSocket on this port (<code>@polkadot/api</code>, <code>polkadot-api</code>, <code>dedot</code>).</p>
</html>
`;
}

const escapeHtml = (text: string) => text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
