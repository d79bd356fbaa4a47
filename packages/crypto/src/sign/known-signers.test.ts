import { fromHex, toHex } from "@pha/codec";
import fc from "fast-check";
import { expect, it } from "vitest";
import * as native from "../node/index.ts";
import { ethAddress, recoverEthAddress, signEcdsa } from "./verify.ts";

const secrets = Array.from({ length: 3 }, (_, i) => new Uint8Array(32).fill(i + 1));
const addresses = secrets.map(ethAddress);
const one = fc.constantFrom(...secrets.keys());

it("whoever is thought to have signed, the signer is the same as libsecp256k1 finds (property)", () => {
  const property = fc.property(
    fc.uint8Array({ minLength: 32, maxLength: 32 }),
    one,
    one,
    fc.option(fc.tuple(fc.nat(64), fc.constantFrom(1, 2, 0x80)), { nil: undefined }),
    (digest, signer, likely, changed) => {
      const bytes = fromHex(native.signEcdsa(secrets[signer] as Uint8Array, digest));
      if (changed) bytes[changed[0]] = (bytes[changed[0]] as number) ^ changed[1];
      const signature = toHex(bytes);
      const expected = native.recoverEthAddress(digest, signature);
      if (!changed) expect(expected).toBe(addresses[signer]);
      for (let times = 0; times < 2; times++)
        expect(recoverEthAddress(digest, signature, addresses[likely])).toBe(expected);
    },
  );
  fc.assert(property, { numRuns: 60 });
});

it("a signer that made way for others is found as before, and a digest of another length has none", () => {
  const digest = new Uint8Array(32).fill(7);
  for (let round = 0; round < 2; round++)
    for (let i = 1; i <= 40; i++) {
      const secret = new Uint8Array(32).fill(i);
      expect(recoverEthAddress(digest, signEcdsa(secret, digest), ethAddress(secret))).toBe(ethAddress(secret));
    }
  const last = new Uint8Array(32).fill(40);
  expect(recoverEthAddress(digest.subarray(1), signEcdsa(last, digest), ethAddress(last))).toBeUndefined();
});
