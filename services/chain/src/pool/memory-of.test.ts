import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { keypairFromUri } from "@pha/crypto";
import { type Call, makeCall } from "@pha/frame";
import { runtime } from "@pha/runtime";
import { balances, encodeSigned, identity, immortal, multiSignature, system, utility } from "@pha/runtime/spec";
import { expect, it } from "vitest";
import { memoryOf } from "./memory-of.ts";

setFlagsFromString("--expose-gc");
const collect: () => void = runInNewContext("gc");

const alice = keypairFromUri("//Alice", "ed25519");
const unsigned = multiSignature("ed25519", `0x${"00".repeat(64)}`);
const signed = (call: Call) => encodeSigned(alice.accountId, unsigned, { era: immortal, nonce: 0, tip: 0n }, call);

const repeated = (times: number, call: Call) =>
  makeCall(utility, "force_batch", { calls: Array.from({ length: times }, () => call) });
const nothing = { type: "None", value: undefined } as const;
const fields = { display: nothing, legal: nothing, web: nothing, riot: nothing, email: nothing, image: nothing };
const info = {
  ...fields,
  additional: Array.from({ length: 100 }, () => [nothing, nothing] as const),
  twitter: nothing,
};

it.each([
  ["one byte", makeCall(system, "remark", { remark: Uint8Array.of(1) }), 5_000],
  ["half a mebibyte", makeCall(system, "remark", { remark: new Uint8Array(512 * 1024) }), 8],
  [
    "variants of a byte",
    repeated(250, makeCall(identity, "set_identity", { info: { ...info, pgp_fingerprint: undefined } })),
    1,
  ],
  [
    "calls of four bytes",
    repeated(1_000, makeCall(balances, "force_adjust_total_issuance", { direction: { type: "Increase" }, delta: 0n })),
    4,
  ],
  ["empty batches", repeated(1_000, makeCall(utility, "batch", { calls: [] })), 8],
])("an extrinsic of %s is not counted for much less than it takes", (_, call, times) => {
  const bytes = signed(call);
  runtime.decodeExtrinsic(bytes); // what is made once
  collect();
  const before = process.memoryUsage().heapUsed;
  const decoded = Array.from({ length: times }, () => runtime.decodeExtrinsic(Uint8Array.from(bytes)));
  collect();
  const heap = process.memoryUsage().heapUsed - before;
  expect(decoded.length * memoryOf(decoded[0] as never)).toBeGreaterThan(0.6 * heap);
});
