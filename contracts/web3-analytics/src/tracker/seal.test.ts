import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { toHex } from "@pha/codec";
import { nodePrimitives as primitives } from "@pha/crypto/node/primitives";
import { openItem } from "@pha/secret-channel";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { deviceOf } from "./index.ts";
import { sealItem } from "./seal.ts";

const word = (byte: string) => `0x${byte.repeat(32)}` as const;

test("what the tracker seals opens as what the SDK seals does", async () => {
  const { publicKey, privateKey } = primitives.x25519.generate();
  const scope = { genesis: word("01"), contract: word("02"), codeHash: word("03"), epoch: 70_000 };
  for (const text of ["", "seen", "x".repeat(252), "x".repeat(253), "ü".repeat(2_000)]) {
    const item = await sealItem({ ...scope, key: toHex(publicKey) }, text);
    expect(new TextDecoder().decode(openItem(primitives, privateKey, scope, item))).toBe(text);
  }
});

test("the tracker is less than ten kilobytes on the way to a page", async () => {
  const entryPoints = [join(import.meta.dirname, "index.ts")];
  const options = { bundle: true, minify: true, format: "esm", platform: "browser", write: false } as const;
  const { outputFiles } = await build({ entryPoints, ...options });
  const bytes = gzipSync(outputFiles[0]?.contents ?? new Uint8Array(), { level: 9 }).length;
  expect(bytes).toBeGreaterThan(1_000);
  expect(bytes).toBeLessThan(10_240);
});

test("devices are told by what browsers say", () => {
  const of = (rest: string) => deviceOf(`Mozilla/5.0 (${rest}) AppleWebKit/537.36`);
  expect(of("X11; Linux x86_64")).toBe("desktop");
  expect(of("Linux; Android 15; Pixel 9) Mobile Safari (x")).toBe("mobile");
  expect(of("Linux; Android 15; SM-X910")).toBe("tablet");
  expect(of("iPad; CPU OS 18_0 like Mac OS X")).toBe("tablet");
  expect(deviceOf("curl/8")).toBe("other");
});
