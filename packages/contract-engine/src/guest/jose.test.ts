import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import * as jose from "jose";
import { expect, test } from "vitest";
import { callOf, Desk, programWith, resultOf } from "../testing.ts";

/** A contract that uses the package as it is published for browsers. */
const source = `
import { importJWK, jwtVerify, SignJWT } from "jose";
const check = async ([token, key, alg]) => {
  try { return (await jwtVerify(token, await importJWK(key, alg))).payload; } catch (error) { return error.code; }
};
export default { queries: {}, commands: {
  async read(ctx, tokens) { const found = []; for (const one of tokens) found.push(await check(one)); return found; },
  write: (ctx, key) => new SignJWT({ from: "contract" }).setProtectedHeader({ alg: "HS256" }).setIssuedAt().sign(new Uint8Array(key)),
} };`;

async function bundle(): Promise<string> {
  const resolveDir = fileURLToPath(new URL(".", import.meta.url));
  const options = { bundle: true, format: "esm", platform: "browser", write: false, logLevel: "silent" } as const;
  const { outputFiles } = await build({ ...options, stdin: { contents: source, resolveDir } });
  return outputFiles[0]?.text as string;
}

test("jose reads and writes tokens in a contract as it does elsewhere", async () => {
  const desk = new Desk();
  const program = programWith(await bundle());
  const tokens: unknown[] = [];
  for (const alg of ["ES256", "RS256", "EdDSA"]) {
    const { publicKey, privateKey } = await jose.generateKeyPair(alg, { extractable: true });
    const token = await new jose.SignJWT({ alg }).setProtectedHeader({ alg }).sign(privateKey);
    const key = await jose.exportJWK(publicKey);
    tokens.push([token, key, alg], [token.replace(/.{8}$/, "AAAAAAAA"), key, alg]);
  }
  const refused = "ERR_JWS_SIGNATURE_VERIFICATION_FAILED";
  const read = await desk.run(program, callOf("command", tokens, "read"));
  expect(resultOf(read)).toEqual([{ alg: "ES256" }, refused, { alg: "RS256" }, refused, { alg: "EdDSA" }, refused]);
  const key = [...new Uint8Array(32).fill(7)];
  const token = resultOf(await desk.run(program, callOf("command", key, "write"))) as string;
  expect((await jose.jwtVerify(token, Uint8Array.from(key))).payload).toEqual({ from: "contract", iat: 1_700_000_000 });
});
