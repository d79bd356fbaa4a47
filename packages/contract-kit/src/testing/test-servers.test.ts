import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaultLimits } from "@pha/contract-engine";
import { expect, it } from "vitest";
import { testContract } from "./index.ts";

const reader = `import { contract, s } from "@pha/contract-kit";
export default contract({
  state: {}, commands: {},
  queries: { read: { input: s.nothing(), output: s.string({ max: 99 }), async run(ctx) {
    try {
      return String((await ctx.http.fetch("https://a.example")).status);
    } catch (error) {
      return (error as { code: string }).code;
    }
  } } },
});`;

it("a test's servers may be away, and send no more than a worker takes", async () => {
  const folder = mkdtempSync(join(tmpdir(), "servers-"));
  using stack = new DisposableStack();
  stack.defer(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, "src"));
  writeFileSync(join(folder, "src", "index.ts"), reader);
  await using contract = await testContract(folder);
  const read = () => contract.anonymous.query("read");
  contract.answerFetch(() => Response.error());
  expect(await read()).toBe("http.ConnectionRefused");
  contract.answerFetch(() => new Response(new Uint8Array(defaultLimits.responseBytes)));
  expect(await read()).toBe("200");
  contract.answerFetch(() => new Response(new Uint8Array(defaultLimits.responseBytes + 1)));
  expect(await read()).toBe("http.ResponseTooLarge");
}, 60_000);
