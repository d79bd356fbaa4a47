import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { type CallKind, isReading } from "./call.ts";
import { Bench, callOf, codeOf, programWith } from "./testing.ts";

const bench = new Bench();
afterAll(() => bench[Symbol.asyncDispose]());
const account = JSON.stringify(`0x${"11".repeat(32)}`);

/** What a contract may do, by the names that the page has for it. */
const deeds = {
  "ctx.state.get": "ctx.state.get('k')",
  "ctx.state.range": "ctx.state.range()",
  "ctx.state.put": "ctx.state.put('k', 'v')",
  "ctx.state.delete": "ctx.state.delete('k')",
  "ctx.pay": `ctx.pay(${account}, '1')`,
  "ctx.emit": "ctx.emit('Told', 'null')",
  "ctx.push": `ctx.push(${account}, 'm', 'null')`,
  "ctx.open": "ctx.open('item1.AA')",
  "ctx.random": "ctx.random(1)",
  "ctx.hash": "ctx.hash.sha256('')",
  "ctx.sign": "ctx.sign('ed25519', new Uint8Array(32), '')",
  "ctx.publicKey": "ctx.publicKey('ed25519', new Uint8Array(32))",
  "ctx.verify": "ctx.verify('ed25519', '', '', '')",
  "crypto.subtle": "crypto.subtle.digest('SHA-256', new Uint8Array()).then(() => {})",
  "ctx.log": "ctx.log('')",
  "ctx.http.fetch": "ctx.http.fetch('https://a.example').catch(() => {})",
} as const;

const kinds = ["init", "migrate", "command", "settled", "query", "task"] as const;

/** What came of a deed there: `yes`, or the code that refuses it. */
async function tryAt(kind: CallKind, deed: string): Promise<string> {
  const body = `(ctx) => { ${deed}; return 1; }`;
  const code = `export default { init: ${body}, migrate: ${body}, settled: ${body}, commands: { m: ${body} }, queries: { m: ${body} }, tasks: { m: ${body} } };`;
  const [program, call] = [programWith(code), callOf(kind)];
  const { pool, state } = bench;
  const ran = isReading(kind) ? pool.runQuery(program, state.snapshot(), call) : pool.runCommand(program, state, call);
  const outcome = codeOf(await ran);
  return outcome === "1" ? "yes" : `\`${outcome.replace("contract-engine.", "")}\``;
}

test("docs/contracts.md says of everything that a contract may do where it may, and by what code it is refused", async () => {
  const page = readFileSync(join(import.meta.dirname, "../../../docs/contracts.md"), "utf8");
  const rows: string[] = [];
  for (const [name, deed] of Object.entries(deeds)) {
    const cells: string[] = [];
    for (const kind of kinds) cells.push(await tryAt(kind, deed));
    rows.push(`| \`${name}\` | ${cells.join(" | ")} |`);
  }
  const head =
    "| | `init` | `migrate` | command | `settled` | query | task |\n| --- | --- | --- | --- | --- | --- | --- |\n";
  expect(page).toContain(`${head}${rows.join("\n")}\n`);
});
