import type { Hex } from "@pha/codec";
import { expect, it } from "vitest";
import { BanList } from "./ban-list.ts";

const hash = (n: number): Hex => `0x${n.toString(16).padStart(64, "0")}`;

it("bans for half an hour", () => {
  let now = 0;
  const banned = new BanList({ now: () => now });
  banned.add(hash(1));
  now = 30 * 60_000 - 1;
  expect([banned.has(hash(1)), banned.has(hash(2))]).toEqual([true, false]);
  now += 1;
  expect(banned.has(hash(1))).toBe(false);
});

it("lets the oldest go beyond its limit, counting from the last time", () => {
  const banned = new BanList({ limit: 2, now: () => 0 });
  for (const n of [1, 2, 1, 3]) banned.add(hash(n));
  expect([1, 2, 3].map((n) => banned.has(hash(n)))).toEqual([true, false, true]);
});
