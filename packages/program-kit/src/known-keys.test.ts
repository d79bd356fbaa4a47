import { purePrimitives } from "@pha/crypto";
import { expect, it } from "vitest";
import { knowingKeys } from "./known-keys.ts";

it("computes each secret's public half once, and tells secrets apart", () => {
  let computed = 0;
  const { x25519 } = knowingKeys({
    ...purePrimitives,
    x25519: {
      ...purePrimitives.x25519,
      publicKey(secret) {
        computed++;
        return purePrimitives.x25519.publicKey(secret);
      },
    },
  });
  const pairs = [x25519.generate(), x25519.generate()];
  for (let i = 0; i < 3; i++)
    for (const { privateKey, publicKey } of pairs) expect(x25519.publicKey(privateKey)).toEqual(publicKey);
  expect(computed).toBe(2);
});
