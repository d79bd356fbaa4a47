import { utf8 } from "@pha/codec";
import { expect, it, vi } from "vitest";
import { Notary } from "./notary.ts";
import { ClusterLedger } from "./testing.ts";

it("signs what is ready at the same time once, and what comes later again; sessions of the worker apart", async () => {
  const core = new ClusterLedger().core();
  const sign = vi.spyOn(core.session, "sign");
  const notary = new Notary(core);
  const some = (count: number, session = 1n) =>
    Array.from({ length: count }, (_, i) => notary.sign(utf8(`statement ${i}`), session));
  const together = await Promise.all(some(9));
  expect(sign).toHaveBeenCalledTimes(1);
  expect(new Set(together.map(({ root }) => root)).size).toBe(1);
  const [alone] = await Promise.all(some(1));
  expect(alone).toMatchObject({ count: 1, path: [] });
  expect(sign).toHaveBeenCalledTimes(2);
  await Promise.all([...some(2), ...some(2, 2n)]);
  expect(sign).toHaveBeenCalledTimes(4);
  const many = await Promise.all(some(70));
  expect(sign).toHaveBeenCalledTimes(6);
  expect(new Set(many.map(({ salt }) => salt)).size).toBe(70);
});

it("a signature that fails is told to whoever waits for it, and ends nothing else", async () => {
  const core = new ClusterLedger().core();
  const fault = new TypeError("no key");
  const sign = vi.spyOn(core.session, "sign").mockImplementationOnce(() => {
    throw fault;
  });
  const notary = new Notary(core);
  const [first, second, other] = [utf8("a"), utf8("b"), utf8("c")];
  const all = [notary.sign(first, 1n), notary.sign(second, 1n), notary.sign(other, 2n)];
  expect(await Promise.allSettled(all)).toMatchObject([
    { status: "rejected", reason: fault },
    { status: "rejected", reason: fault },
    { status: "fulfilled", value: { count: 1 } },
  ]);
  expect(sign).toHaveBeenCalledTimes(2);
});
