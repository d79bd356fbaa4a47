import { chainErrors, problemOf } from "@pha/api";
import { expect, it } from "vitest";
import { skipPauses } from "../testing/no-waiting.ts";
import { Dev } from "./dev.ts";

skipPauses();

const block = { number: 7, hash: `0x${"07".repeat(32)}` };
const refused = () => Response.json(problemOf(chainErrors.NotTheAuthor()), { status: 503 });

it("what only the author does is asked of the next replica, behind several URLs and behind a balancer", async () => {
  const asked: string[] = [];
  const several = new Dev(["http://a.test", "http://b.test", "http://c.test"], async (url, { method } = {}) => {
    if (method === "POST") asked.push(url.slice(7, 8));
    return url.startsWith("http://c") ? Response.json(block) : refused();
  });
  expect(await several.seal()).toEqual(block);
  expect(asked.at(-1)).toBe("c");

  let turn = 0;
  const balanced = new Dev("http://front.test", async () =>
    ++turn % 3 === 0 ? Response.json({ id: "0x0102030405060708" }) : refused(),
  );
  expect(await balanced.snapshot()).toBe("0x0102030405060708");
  expect(turn).toBe(3);
});

it("another refusal is told at once", async () => {
  let asked = 0;
  const dev = new Dev("http://a.test", async () => {
    asked++;
    return Response.json(problemOf(chainErrors.NotSealed()), { status: 503 });
  });
  await expect(dev.seal()).rejects.toSatisfy(chainErrors.NotSealed.is);
  expect(asked).toBe(1);
});
