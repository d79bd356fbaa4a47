import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { callOf, Desk, programOf } from "./testing.ts";

const page = readFileSync(join(import.meta.dirname, "../../../docs/contracts.md"), "utf8");
const desk = new Desk();

const setup = `
  let sum = 0, made;
  const same = (n) => n, kib = "x".repeat(1024), bytes = new Uint8Array(1024), buffer = new Uint8Array(1 << 20);
  const numbers = Array.from({ length: 1000 }, (_, i) => (i * 7919) % 1009);
  const json = JSON.stringify({ numbers: numbers.slice(0, 200), text: "x".repeat(212) });
  ctx.state.put("kib", kib); ctx.hash.sha256(bytes);`;

async function gasOf(body: string): Promise<number> {
  const outcome = await desk.run(programOf(body), callOf("command"));
  expect(outcome).toMatchObject({ ok: true });
  return outcome.gas;
}

/** Gas of one turn of a loop with this code in it. */
async function turnOf(code: string): Promise<number> {
  const [one, many] = [1, 201].map((turns) => gasOf(`${setup} for (let i = 0; i < ${turns}; i++) { ${code} }`));
  return ((await (many as Promise<number>)) - (await (one as Promise<number>))) / 200;
}

it("docs/contracts.md says what things cost, to two digits", async () => {
  const rows = [...page.matchAll(/^\| [^|]+ \| (?:`([^`]+)` )?\| ([\d,]+) \|$/gm)];
  expect(rows).toHaveLength(14);
  const loop = await turnOf("");
  const measured: [code: string, gas: string][] = [];
  for (const [, code = ""] of rows) {
    const gas = code === "" ? await gasOf("") : code.startsWith("for ") ? loop : (await turnOf(code)) - loop;
    measured.push([code, Number(gas.toPrecision(2)).toLocaleString("en")]);
  }
  expect(rows.map(([, code = "", gas = ""]) => [code, gas])).toEqual(measured);
}, 60_000);
