import { runtime } from "@pha/runtime";
import { democracy } from "@pha/runtime/spec";
import { testNetwork } from "@pha/runtime/testing";
import { expect, it } from "vitest";
import type { StateAt } from "../ledger/ledger.ts";
import { KeptMetadata } from "./kept-metadata.ts";

const json = { ss58Prefix: 42 };

it("is the same object for one block after another, and another where the state's constants are", async () => {
  const ledger = testNetwork();
  const state: Pick<StateAt, "runtime" | "read"> = {
    runtime: async () => runtime,
    read: async (work) => work(ledger.view),
  };
  const kept = new KeptMetadata();
  const told = async () => [await kept.encoded(state, 15), await kept.described(state, json)] as const;
  const [bytes, description] = await told();
  ledger.runTo(3);
  const again = await told();
  expect(again[0]).toBe(bytes);
  expect(again[1]).toBe(description);
  const { figures } = ledger.of(democracy);
  figures.put({ ...figures.get(), voting: 1_234 });
  ledger.runTo(4);
  const after = await told();
  expect(after[0].bytes).not.toEqual(bytes.bytes);
  expect(JSON.stringify(after[1])).toContain('"value":1234');
});
