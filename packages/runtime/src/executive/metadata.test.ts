import { describePallet } from "@pha/frame";
import { expect, it } from "vitest";
import { democracy } from "../pallets/democracy/spec.ts";
import { runtimeSpec } from "../runtime-spec.ts";
import { testNetwork } from "../testing/index.ts";
import { MetadataMaker } from "./metadata.ts";

it("is made anew when the state has other constants, and not before", () => {
  const ledger = testNetwork();
  const maker = new MetadataMaker(runtimeSpec);
  const first = maker.make(14, ledger.view);
  ledger.runTo(3);
  expect(maker.make(14, ledger.view)).toBe(first);
  const { figures } = ledger.of(democracy);
  figures.put({ ...figures.get(), cooloff: 1_234 });
  ledger.runTo(4);
  const second = maker.make(14, ledger.view);
  expect(second).not.toEqual(first);
  expect(second).toHaveLength(first.length);
  const { constants } = describePallet(democracy, { ss58Prefix: 42 }, ledger.view);
  expect(constants).toContainEqual({ name: "CooloffPeriod", doc: "Blocks for which a veto holds.", value: 1_234 });
});
