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
