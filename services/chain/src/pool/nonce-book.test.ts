import { keypairFromUri } from "@pha/crypto";
import { makeCall } from "@pha/frame";
import { runtime } from "@pha/runtime";
import { encodeSigned, immortal, multiSignature, system } from "@pha/runtime/spec";
import { expect, it } from "vitest";
import { errors } from "../errors.ts";
import { NonceBook } from "./nonce-book.ts";

const alice = keypairFromUri("//Alice", "ed25519");
const unsigned = multiSignature("ed25519", `0x${"00".repeat(64)}`);

function xt(nonce: number, length = 0) {
  const call = makeCall(system, "remark", { remark: new Uint8Array(length) });
  return runtime.decodeExtrinsic(encodeSigned(alice.accountId, unsigned, { era: immortal, nonce, tip: 0n }, call));
}

it("tells the first nonce that nothing waits with", () => {
  const book = new NonceBook();
  for (const nonce of [7, 8, 10]) book.remember(xt(nonce));
  expect(book.next(alice.accountId, 7)).toBe(9);
  book.forget(xt(7));
  expect(book.next(alice.accountId, 7)).toBe(7);
});

it("lets an account have 8 MiB waiting", () => {
  const book = new NonceBook();
  const large = Array.from({ length: 16 }, (_, nonce) => xt(nonce, 520_000));
  const more = xt(16, 100_000);
  for (const one of large) {
    expect(() => book.admit(one, [])).not.toThrow();
    book.remember(one);
  }
  expect(() => book.admit(more, [])).toThrow(expect.toSatisfy(errors.AccountFull.is));
  expect(() => book.admit(more, large.slice(0, 1))).not.toThrow();
  book.forget(large[0]);
  expect(() => book.admit(more, [])).not.toThrow();
});
