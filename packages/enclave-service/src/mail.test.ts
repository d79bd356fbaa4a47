import { CodedError, defineErrors } from "@pha/codec";
import { transactionErrors } from "@pha/runtime/spec";
import { silentLog } from "@pha/service-kit/log";
import { FakeBus } from "@pha/service-kit/testing";
import { subjects } from "@pha/wire";
import { beforeEach, expect, it, vi } from "vitest";
import { sendMail } from "./mail.ts";
import { receipt } from "./testing.ts";

const chain = defineErrors("chain", { AlreadyKnown: { index: 0, kind: "conflict", doc: "Known." } });
const letters = [1, 2, 3].map((byte) => Uint8Array.of(byte));
const warn = vi.fn();
const log = { ...silentLog, warn } as unknown as typeof silentLog;
beforeEach(() => void warn.mockClear());

/** Sends all letters; the second meets an error. */
async function send(error?: Error): Promise<number[]> {
  const bus = new FakeBus();
  const arrived: number[] = [];
  bus.reply(subjects.submit, ([byte]) => {
    if (byte === 2 && error) throw error;
    arrived.push(byte as number);
    return receipt;
  });
  await sendMail(bus, log, letters);
  return arrived;
}

it("hands in all letters in order", async () => {
  expect(await send()).toEqual([1, 2, 3]);
});

it.each([chain.AlreadyKnown(), transactionErrors.Stale()])(
  "takes $code as arrived: letters are sent again",
  async (error) => {
    expect(await send(error)).toEqual([1, 3]);
    expect(warn).not.toHaveBeenCalled();
  },
);

it("tells of a letter that is refused, and sends the others", async () => {
  expect(await send(transactionErrors.Payment())).toEqual([1, 3]);
  expect(warn).toHaveBeenCalledWith(expect.objectContaining({ code: "transaction.Payment" }), expect.any(String));
});

it("passes a fault on", async () => {
  await expect(send(new TypeError("a fault"))).rejects.not.toBeInstanceOf(CodedError);
});
