import { failureKinds } from "@pha/frame";
import { expect, it } from "vitest";
import { pallets } from "./spec.ts";

it("knows every event that tells of a failed call", () => {
  expect(failureKinds(pallets).map(({ pallet, name }) => `${pallet}.${name}`)).toEqual([
    "System.ExtrinsicFailed",
    "Utility.BatchInterrupted",
    "Utility.ItemFailed",
    "Utility.DispatchedAs",
    "Sudo.Sudid",
    "Sudo.SudoAsDone",
    "Scheduler.Dispatched",
    "Multisig.MultisigExecuted",
    "Proxy.ProxyExecuted",
  ]);
});
