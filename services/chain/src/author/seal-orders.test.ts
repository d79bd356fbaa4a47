import { expect, it } from "vitest";
import { errors } from "../errors.ts";
import { SealOrders } from "./seal-orders.ts";

const block = { number: 7, hash: `0x${"07".repeat(32)}` } as const;

it("fills an order with a block that was begun after it", async () => {
  const orders = new SealOrders();
  let calls = 0;
  orders.onOrder(() => calls++);
  const first = orders.place();
  const begun = orders.take();
  const second = orders.place();
  expect([calls, orders.isEmpty]).toEqual([2, false]);
  begun.fill(block);
  expect(await first).toEqual(block);
  orders.take().fail(errors.Fenced());
  await expect(second).rejects.toSatisfy(errors.Fenced.is);
  expect(orders.isEmpty).toBe(true);
});
