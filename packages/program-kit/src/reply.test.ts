import { CodedError, defineErrors, utf8 } from "@pha/codec";
import { expect, it } from "vitest";
import { errors } from "./errors.ts";
import { readReply, reply } from "./reply.ts";

it("carries the answer", async () => {
  expect(readReply(await reply(async () => utf8("yes")))).toEqual(utf8("yes"));
});

it("carries a coded refusal with its code, kind and text", async () => {
  const refusal = errors.SealBroken({ purpose: "share" });
  const encoded = await reply(() => Promise.reject(refusal));
  const { code, kind, message } = refusal;
  expect(() => readReply(encoded)).toThrowError(expect.objectContaining({ code, kind, message }));
  expect(() => readReply(encoded)).toThrowError(CodedError);
});

it("carries when the same may be asked again", async () => {
  const catalogue = defineErrors("test", { Busy: { index: 0, kind: "unavailable", doc: "Too many ask." } });
  const refusal = catalogue.Busy({ retryAfterSeconds: 3 });
  const encoded = await reply(() => Promise.reject(refusal));
  const { message, data } = refusal;
  expect(() => readReply(encoded)).toThrowError(expect.objectContaining({ message, data }));
});

it("carries no other error: its text could be anything", async () => {
  const fault = new TypeError("secret");
  await expect(reply(() => Promise.reject(fault))).rejects.toBe(fault);
});

it("refuses bytes that are no reply", () => {
  expect(() => readReply(Uint8Array.of(7))).toThrowError(expect.objectContaining({ module: "codec" }));
});
