import { expect, it } from "vitest";
import { type Line, readLines } from "./lines.ts";

async function linesOf(chunks: readonly (string | Buffer)[], maxBytes = 100): Promise<Line[]> {
  const body = (async function* () {
    for (const chunk of chunks) yield Buffer.from(chunk as string);
  })();
  const lines: Line[] = [];
  for await (const line of readLines(body, maxBytes)) lines.push(line);
  return lines;
}

it("cuts a body into lines wherever its chunks end, also inside of a character", async () => {
  const bytes = Buffer.from("aä\n€\nb");
  for (let first = 0; first <= bytes.length; first++)
    for (let second = first; second <= bytes.length; second++) {
      const chunks = [bytes.subarray(0, first), bytes.subarray(first, second), bytes.subarray(second)];
      expect(await linesOf(chunks)).toEqual(["aä", "€", "b"]);
    }
});

it("leaves out empty lines and the ends that other systems write", async () =>
  expect(await linesOf(["a\r\n\n", "\r\nb"])).toEqual(["a", "b"]));

it("keeps nothing of a line that is too long, and reads on behind it", async () =>
  expect(await linesOf(["abc", "def\n", "ab\nabcde\nabcd"], 4)).toEqual([undefined, "ab", undefined, "abcd"]));
