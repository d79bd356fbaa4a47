import { concat, toHex, utf8 } from "@pha/codec";
import { sha256 } from "@pha/crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { errors } from "./errors.ts";
import { appendMessage, emptyMessageHead, verifyMessages } from "./messages.ts";

const a = utf8("a");
const head = (messages: readonly Uint8Array[]) => messages.reduce(appendMessage, emptyMessageHead);
const refusal = expect.objectContaining({ code: errors.BadMessageChain.code });

describe("a cluster's messages", () => {
  it("are chained by SHA-256(previous ‖ SHA-256(message))", () => {
    expect(head([a])).toEqual({ count: 1n, hash: toHex(sha256(concat(new Uint8Array(32), sha256(a)))) });
  });

  it("are refused when they are not as many as were counted, though the hash is the same", () => {
    const miscounted = { ...emptyMessageHead, count: 1n };
    expect(() => verifyMessages(miscounted, head([a, a]), [a, a])).toThrow(refusal);
  });

  it("lead from any known head to the proven one (property)", () => {
    const messages = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 12 });
    fc.assert(
      fc.property(messages, messages, (known, later) => {
        expect(() => verifyMessages(head(known), head([...known, ...later]), later)).not.toThrow();
        if (later.length > 0)
          expect(() => verifyMessages(head(known), head([...known, ...later]), later.slice(1))).toThrow(refusal);
      }),
    );
  });
});
