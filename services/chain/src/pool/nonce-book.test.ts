import type { Hex } from "@pha/codec";
import { keypairFromUri } from "@pha/crypto";
import { makeCall } from "@pha/frame";
import { runtime } from "@pha/runtime";
import { type Extrinsic, encodeSigned, immortal, multiSignature, system, transactionErrors } from "@pha/runtime/spec";
import { expect, it } from "vitest";
import { errors } from "../errors.ts";
import { NonceBook } from "./nonce-book.ts";

const alice = keypairFromUri("//Alice", "ed25519");
const unsigned = multiSignature("ed25519", `0x${"00".repeat(64)}`);

const free = { fee: 0n };

function xt(nonce: number, length = 0, tip = 0n) {
  const call = makeCall(system, "remark", { remark: new Uint8Array(length) });
  return runtime.decodeExtrinsic(encodeSigned(alice.accountId, unsigned, { era: immortal, nonce, tip }, call));
}

it("tells the first nonce that nothing waits with", () => {
  const book = new NonceBook();
  for (const nonce of [7, 8, 10]) book.remember(xt(nonce), free);
  expect(book.next(alice.accountId, 7)).toBe(9);
  book.forget(xt(7));
  expect(book.next(alice.accountId, 7)).toBe(7);
});

it("lets an account have 24 MiB of memory waiting", () => {
  const book = new NonceBook();
  const large = Array.from({ length: 16 }, (_, nonce) => xt(nonce, 520_000));
  const more = xt(16, 260_000);
  for (const one of large) {
    expect(() => book.admit(one, free, [])).not.toThrow();
    book.remember(one, free);
  }
  expect(() => book.admit(more, free, [])).toThrow(expect.toSatisfy(errors.AccountFull.is));
  expect(() => book.admit(more, free, large.slice(0, 1))).not.toThrow();
  book.forget(large[0]);
  expect(() => book.admit(more, free, [])).not.toThrow();
});

it("lets an account have waiting what it can pay all together, tips too", () => {
  const book = new NonceBook();
  const payment = { fee: 10n, funds: 35n };
  book.admit(xt(0), payment, []);
  book.remember(xt(0), payment);
  book.remember(xt(1, 0, 5n), payment);
  const one = xt(2);
  book.admit(one, payment, []);
  const refusal = expect.objectContaining({ code: "transaction.Payment", data: { needed: 36n, free: 35n } });
  expect(() => book.admit(xt(2, 0, 1n), payment, [])).toThrow(refusal);
  book.remember(one, payment);
  expect(() => book.admit(xt(3), payment, [])).toThrow(expect.toSatisfy(transactionErrors.Payment.is));
  book.admit(xt(2), payment, [one]);
  book.forget(xt(0));
  book.admit(xt(3), payment, []);
  book.admit(xt(3), { fee: 1_000n }, []);
});

it("counts as room what leaves of the same account, and nothing of another's", () => {
  const book = new NonceBook();
  const large = Array.from({ length: 16 }, (_, nonce) => xt(nonce, 520_000));
  for (const extrinsic of large) book.remember(extrinsic, free);
  const bob = keypairFromUri("//Bob", "ed25519");
  const call = makeCall(system, "remark", { remark: new Uint8Array(520_000) });
  const anothers = runtime.decodeExtrinsic(
    encodeSigned(bob.accountId, unsigned, { era: immortal, nonce: 0, tip: 0n }, call),
  );
  const more = xt(16, 520_000);
  expect(() => book.admit(more, free, [anothers])).toThrow(expect.toSatisfy(errors.AccountFull.is));
  book.admit(more, free, large.slice(0, 1));
});

it("knows nothing of what waited before it was cleared", () => {
  const book = new NonceBook();
  const large = Array.from({ length: 16 }, (_, nonce) => xt(nonce, 520_000));
  for (const one of large) book.remember(one, { fee: 1n });
  book.clear();
  expect(book.next(alice.accountId, 0)).toBe(0);
  expect(() => book.admit(xt(0, 520_000), { fee: 5n, funds: 5n }, [])).not.toThrow();
});

it("lets an enclave's session have as much waiting as an account, each for itself", () => {
  const book = new NonceBook();
  const { signed: _, ...unsignedOne } = xt(0, 520_000);
  const bare = (session: Hex): Extrinsic => ({ ...unsignedOne, bare: { session } as never });
  for (let i = 0; i < 16; i++) book.remember(bare("0x01"), free);
  expect(() => book.admit(bare("0x01"), free, [])).toThrow(expect.toSatisfy(errors.AccountFull.is));
  expect(() => book.admit(bare("0x02"), free, [])).not.toThrow();
});
