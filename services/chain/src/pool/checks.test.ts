import { makeCall } from "@pha/frame";
import { runtime } from "@pha/runtime";
import { type Era, mortalEra, signExtrinsic, system } from "@pha/runtime/spec";
import { expect, it } from "vitest";
import { HeadState } from "../state/head-state.ts";
import { key } from "../testing/test-chain.ts";
import { makeChecks } from "./checks.ts";

const genesisHash = `0x${"11".repeat(32)}` as const;
const checks = makeChecks({
  runtimes: { current: runtime, since: 5 },
  genesisHash,
  head: new HeadState(4, async () => new Map()),
  signatures: { verify: async () => true, async [Symbol.asyncDispose]() {} },
  findHash: async () => genesisHash,
});

function xt(era: Era) {
  const call = makeCall(system, "remark", { remark: new Uint8Array() });
  return runtime.decodeExtrinsic(signExtrinsic(key("//Alice"), call, { era, nonce: 0, tip: 0n }, { genesisHash }));
}

it("an extrinsic may wait for as many blocks as its era has, from its birth on", () => {
  const mortal = xt(mortalEra(64, 4));
  for (const verifiedAt of [4, 40, 66]) expect(checks.lastBlock(mortal, verifiedAt)).toBe(4 + 63);
  expect(checks.lastBlock(xt({ type: "Immortal" }), 4)).toBe(Number.POSITIVE_INFINITY);
});

it("what another runtime verified is verified again", () => {
  expect([4, 5, 6].map((verifiedAt) => checks.isCurrent(verifiedAt))).toEqual([false, true, true]);
});
