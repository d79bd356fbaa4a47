import { utf8 } from "@pha/codec";
import { makeCall } from "@pha/frame";
import { sudo, system, utility } from "@pha/runtime/spec";
import { attack } from "@pha/testkit/attack";
import { expect } from "vitest";
import { alice, rehearsing, transfer } from "../testing/rehearsing.ts";

attack("have the chain load code of anybody's, as who may bring some, without a signature", async ({ refused }) => {
  const { rehearse, outcome } = rehearsing({ withSudo: true });
  const code = utf8("const instantiate = () => {}; for (;;); export { instantiate };"); // who loads it never ends
  const set = makeCall(system, "set_code", { code });
  const inBatch = makeCall(utility, "batch_all", { calls: [transfer(1n), set] });
  for (const call of [set, inBatch, makeCall(sudo, "sudo", { call: inBatch })]) {
    await refused("chain-api.CodeNotRehearsed", () => rehearse(call));
    await refused("chain-api.CodeNotRehearsed", () => outcome(alice.value, call));
  }
  await expect(outcome(alice.value, makeCall(sudo, "sudo", { call: set }))).rejects.toMatchObject({
    data: { fee: expect.any(BigInt) },
  });
});
