import { afterEach, expect, it, vi } from "vitest";
import { costly } from "../testing/costly.ts";
import { deep } from "../testing/deep.ts";
import { leaky } from "../testing/leaky.ts";
import { callOf, codeOf, Desk, programOf } from "../testing.ts";
import { compileEngine } from "./compile.ts";
import type { Image } from "./image.ts";
import { Machine } from "./machine.ts";
import { plan } from "./plan.ts";

afterEach(() => vi.restoreAllMocks());

it("is the module that is pinned: another one is another engine, and workers that differ in it disagree", () => {
  const { exports } = WebAssembly.Module;
  expect(exports(compileEngine()).map(({ name }) => name)).toEqual(
    expect.arrayContaining(["gas", "pages", "stackPointer", "QTS_Eval", "malloc"]),
  );
});

it("begins from an image with the same memory, whatever was before", async () => {
  const memories = vi.spyOn(WebAssembly, "Memory");
  const desk = new Desk();
  const memory = memories.mock.results[0]?.value as WebAssembly.Memory;
  /** The images that are begun from again and again, the base and the probe's: their memory then, and whether it came again. */
  const begun: { readonly image: Image; readonly first: Buffer; readonly again: boolean[] }[] = [];
  const { begin } = Machine.prototype;
  vi.spyOn(Machine.prototype, "begin").mockImplementation(function (this: Machine, image, ...given) {
    begin.call(this, image, ...given);
    const now = Buffer.from(memory.buffer);
    const known = begun.find((one) => one.image === image);
    if (known) known.again.push(now.equals(known.first));
    else if (begun.length < 2) begun.push({ image, first: Buffer.from(now), again: [] });
  });
  const probe = programOf("return [typeof leak, 1];");
  await desk.run(probe, callOf("query"));
  for (const [, body] of [...leaky, ...deep, ...costly]) {
    await desk.run(programOf(body), callOf("command"), { gas: 30_000_000 });
    await desk.run(probe, callOf("query"));
  }
  const each = [...leaky, ...deep, ...costly].map(() => true);
  expect(begun.map(({ again }) => again)).toEqual([each, each]);
}, 240_000);

it("comes to the same outcome and gas again, after anything", async () => {
  const desk = new Desk();
  const first = await desk.run(programOf("return [1, 2].map(String);"), callOf("query"));
  for (const body of ["for (;;);", "const a = []; for (;;) a.push({});", "throw 1;", "ctx.random(-1);"]) {
    await desk.run(programOf(body), callOf("query"), { gas: 50_000_000 });
    expect(await desk.run(programOf("return [1, 2].map(String);"), callOf("query"))).toEqual(first);
  }
});

it("gives out memory page by page, and no page more than is allowed", async () => {
  const desk = new Desk();
  const fill = (mib: number) =>
    programOf(`const a = []; for (let i = 0; i < ${mib}; i++) a.push(new Uint8Array(1 << 20)); return 1;`);
  expect(codeOf(await desk.run(fill(15), callOf("query")))).toBe("1");
  expect(codeOf(await desk.run(fill(20), callOf("query")))).toBe("contract-engine.MemoryExhausted");
  expect(codeOf(await desk.run(fill(9), callOf("query"), { memoryBytes: 4 << 20 }))).toBe(
    "contract-engine.MemoryExhausted",
  );
  expect(plan.memoryPages).toBe(384);
});
