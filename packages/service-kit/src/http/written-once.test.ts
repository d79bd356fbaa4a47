import { struct, type Type, u32 } from "@pha/codec";
import { expect, it, vi } from "vitest";
import { writtenOnce } from "./written-once.ts";

const json = { ss58Prefix: 42 };
const Entry = struct({ block: u32 });
const entry = { block: 7 };

it("an object is made into text once, whoever is told of it", () => {
  const toJson = vi.fn(Entry.toJson);
  const write = writtenOnce({ ...Entry, toJson }, json);
  expect([write(entry), write(entry), write({ block: 8 })]).toEqual(['{"block":7}', '{"block":7}', '{"block":8}']);
  expect(toJson).toHaveBeenCalledTimes(2);
});

it("what is no object is written each time", () => {
  expect([7, 8, 7].map(writtenOnce(u32, json))).toEqual(["7", "8", "7"]);
});

it("an object that two routes tell has the form of each", () => {
  const Short: Type<typeof entry> = { ...Entry, toJson: ({ block }) => block };
  expect([writtenOnce(Entry, json)(entry), writtenOnce(Short, json)(entry)]).toEqual(['{"block":7}', "7"]);
});
