import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Call, makeCall, viewOf } from "@pha/frame";
import { expect, it } from "vitest";
import { runtime } from "../../executive/native-runtime.ts";
import { immortal } from "../../extrinsic/era.ts";
import { signExtrinsic } from "../../extrinsic/signing.ts";
import { dev } from "../../testing/index.ts";
import { PHA } from "../balances/account-data.ts";
import { balances } from "../balances/spec.ts";
import { contracts } from "../contracts/spec.ts";
import { usualFigures } from "./figures.ts";

const page = readFileSync(join(import.meta.dirname, "../../../../../docs/contracts.md"), "utf8");
const hash = `0x${"00".repeat(32)}` as const;

function feeOf(call: Call): string {
  const bytes = signExtrinsic(dev("Alice"), call, { era: immortal, nonce: 0, tip: 0n }, { genesisHash: hash });
  const fee = Number(runtime.fee(runtime.decodeExtrinsic(bytes), viewOf(new Map()))) / Number(PHA);
  return String(Number(fee.toPrecision(2)));
}

const upload = (kib: number) => makeCall(contracts, "upload_code", { code: new Uint8Array(kib << 10) });
const command = (bytes: number) =>
  makeCall(contracts, "push_command", {
    contract: hash,
    epoch: 0,
    enc: hash,
    ciphertext: new Uint8Array(bytes + 16), // with its tag
    value: 0n,
    asset: undefined,
    reads: [],
  });
const empty = { args: new Uint8Array(2), salt: new Uint8Array(32) };

it("docs/contracts.md has the prices", () => {
  const rows = [...page.matchAll(/^\| `(base|per\w+)`.*\| ([\d.]+) \|$/gm)];
  const told = Object.fromEntries(rows.map(([, name, pha]) => [name, BigInt(Math.round(Number(pha) * Number(PHA)))]));
  expect(told).toEqual(usualFigures);
});

it.each<[string, Call]>([
  ["storing 8 KiB of code costs", upload(8)],
  ["storing 64 KiB of code costs", upload(64)],
  ["storing 512 KiB of code costs", upload(512)],
  [
    "making a contract of stored code costs",
    makeCall(contracts, "instantiate", { cluster: 0, codeHash: hash, ...empty }),
  ],
  ["a command of 256 bytes costs", command(256)],
  ["a command of 1,024 bytes costs", command(1_024)],
  [
    "a transfer of PHA costs, to compare",
    makeCall(balances, "transfer_keep_alive", { dest: { type: "Id", value: hash }, value: 1n }),
  ],
])("docs/contracts.md says what %s", (what, call) => {
  expect(page).toContain(`| ${what} | ${feeOf(call)} |`);
});
