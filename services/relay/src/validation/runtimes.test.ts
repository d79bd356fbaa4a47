import type { Hex } from "@pha/codec";
import { codeHash } from "@pha/runtime-host";
import { idleRuntimeCode } from "@pha/runtime-host/testing";
import { expect, it } from "vitest";
import { errors } from "../errors.ts";
import { makeRuntimes } from "./runtimes.ts";

const [first, second] = [idleRuntimeCode(1), idleRuntimeCode(2)];

function setup(answers: (hash: Hex) => Uint8Array = () => second) {
  const asked: Hex[] = [];
  const runtimes = makeRuntimes(first, async (hash) => {
    asked.push(hash);
    return answers(hash);
  });
  const versionOf = async (code: Uint8Array) => (await runtimes.find(codeHash(code))).version.spec_version;
  return { asked, runtimes, versionOf };
}

it("knows the runtime of genesis, and asks once for one that came while it was away", async () => {
  const { asked, versionOf } = setup();
  expect(await versionOf(first)).toBe(1);
  expect(asked).toEqual([]);
  expect([await versionOf(second), await versionOf(second)]).toEqual([2, 2]);
  expect(asked).toEqual([codeHash(second)]);
});

it("asks nobody for code that a block has brought", async () => {
  const { asked, runtimes, versionOf } = setup();
  runtimes.learn(second);
  expect(await versionOf(second)).toBe(2);
  expect(asked).toEqual([]);
});

it("takes no other code for the one it asked for", async () => {
  const { runtimes } = setup(() => first);
  await expect(runtimes.find(codeHash(second))).rejects.toMatchObject({
    code: errors.WrongCode.code,
    kind: "unavailable",
  });
});

it("remembers the newest few", async () => {
  const { asked, runtimes, versionOf } = setup(() => first);
  for (let version = 3; version < 10; version++) runtimes.learn(idleRuntimeCode(version));
  expect(await versionOf(first)).toBe(1);
  expect(asked).toEqual([codeHash(first)]);
});
