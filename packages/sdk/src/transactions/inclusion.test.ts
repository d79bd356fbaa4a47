import { encode, vec } from "@pha/codec";
import { EventRecord } from "@pha/runtime/spec";
import { expect, it } from "vitest";
import { errors } from "../errors.ts";
import { readEvents } from "./inclusion.ts";

it("says when a block has events of a newer runtime, instead of failing at their bytes", () => {
  const record: EventRecord = {
    phase: { type: "ApplyExtrinsic", value: 1 },
    event: { type: "System", value: { type: "NewAccount", value: { account: `0x${"11".repeat(32)}` } } },
    topics: [],
  };
  const bytes = encode(vec(EventRecord, { max: 9 }), [record]);
  expect(readEvents(bytes)).toEqual([record]);
  // Length of the list, phase and its number, pallet; then the event's index.
  expect(() => readEvents(bytes.with(7, 200))).toThrow(expect.toSatisfy(errors.UnknownEvents.is));
});
