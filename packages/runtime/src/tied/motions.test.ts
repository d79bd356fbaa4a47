import { fixedBytes, H256 } from "@pha/codec";
import { definePallet, makeCall, map } from "@pha/frame";
import { expect, it } from "vitest";
import { council } from "../pallets/council/spec.ts";
import { system } from "../pallets/system/spec.ts";
import { testNetwork } from "../testing/index.ts";
import { lengthOfMotion, motionsOf } from "./motions.ts";

/** The council's calls as their bytes. */
const raw = definePallet("Council", 60, {
  storage: { proposalOf: map(H256, fixedBytes(7), { hasher: "Identity", doc: "Bytes of any call." }) },
});

it("a motion whose call this runtime cannot read stands beside the others, with its votes and its length", () => {
  const ledger = testNetwork();
  const calls = [1, 2].map((length) => makeCall(system, "remark", { remark: new Uint8Array(length) }));
  for (const proposal of calls)
    ledger.run("Alice", makeCall(council, "propose", { threshold: 3, proposal, length_bound: 100 }));
  const [first = "0x", second = "0x"] = ledger.of(council).proposals.get();
  ledger.of(raw).proposalOf.put(first, "0xfa000000000000");
  ledger.runTo(ledger.now.number + 1);
  expect(motionsOf(ledger.view, council, ledger.head.number)).toMatchObject([
    { hash: first, index: 0, threshold: 3, call: undefined, outcome: undefined },
    { hash: second, index: 1, threshold: 3, call: calls[1] },
  ]);
  expect(lengthOfMotion(ledger.view, council, first)).toBe(7);
});
