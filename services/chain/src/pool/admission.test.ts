import { makeCall } from "@pha/frame";
import { runtime as first, type Runtime } from "@pha/runtime";
import { immortal, signExtrinsic, system, transactionErrors } from "@pha/runtime/spec";
import type { Db } from "@pha/service-kit/db";
import { silentLog } from "@pha/service-kit/log";
import { createMetrics } from "@pha/service-kit/metrics";
import { expect, it } from "vitest";
import { Role } from "../lease/role.ts";
import { makeEmitter } from "../ledger/emitter.ts";
import { makeTelemetry } from "../telemetry.ts";
import { key } from "../testing/test-chain.ts";
import { type Authentic, makeAdmission } from "./admission.ts";
import type { Checks, Judged } from "./checks.ts";
import { Line } from "./line.ts";

const genesisHash = `0x${"11".repeat(32)}` as const;
const bytes = signExtrinsic(
  key("//Alice"),
  makeCall(system, "remark", { remark: new Uint8Array() }),
  { era: immortal, nonce: 0, tip: 0n },
  { genesisHash },
);
const extrinsic = first.decodeExtrinsic(bytes);
const verdict = (step: number, height = 5): Judged => ({
  validity: { priority: 0n, requires: [], provides: ["0x01"], longevity: 64n, operational: false, fee: 0n },
  height,
  step,
});

/** A pool of nothing, on a ledger that a test moves; a replica that follows, so that Postgres is not written. */
function setup() {
  const ledger = { runtime: first as Runtime, step: 1, lastBlock: Number.POSITIVE_INFINITY };
  const asked: string[] = [];
  const checks: Checks = {
    decode: (bytes) => ledger.runtime.decodeExtrinsic(bytes),
    async authenticate() {
      asked.push("authenticate");
      return 7;
    },
    lastBlock: (_, verifiedAt) => {
      asked.push(`verified at ${verifiedAt}`);
      return ledger.lastBlock;
    },
    isCurrent: () => true,
    async judge() {
      asked.push("judge");
      return verdict(ledger.step);
    },
    nonce: async () => 0,
    isNewest: ({ step }) => step === ledger.step,
    runtime: () => ledger.runtime,
  };
  const role = new Role();
  role.follow();
  const telemetry = makeTelemetry(createMetrics("chain"), silentLog);
  const line = new Line({ role, emitter: makeEmitter(), telemetry });
  const admission = makeAdmission({ db: {} as Db, role, checks, line });
  return { admission, line, ledger, asked };
}

const authentic: Authentic = { extrinsic, runtime: first, verifiedAt: 5 };
const entry = { sequence: 1, returning: false };

it("takes the verdict from before while the ledger stands still, and another when it has moved", async () => {
  const { admission, line, ledger, asked } = setup();
  await admission.enter(authentic, { ...entry, judged: verdict(1) });
  expect(asked).toEqual(["verified at 5"]);
  line.clear();
  ledger.step = 2;
  await admission.enter(authentic, { ...entry, judged: verdict(1) });
  expect(asked.slice(1)).toEqual(["judge", "verified at 5"]);
  expect(line.queue.isReady(extrinsic.hash)).toBe(true);
});

it("leaves one in line that was taken up from Postgres first: it is no rival of itself", async () => {
  const { admission, line } = setup();
  await admission.enter(authentic, entry);
  await admission.enter(authentic, { ...entry, sequence: 2 });
  expect(line.queue.get(extrinsic.hash)?.sequence).toBe(1);
});

it("decodes and verifies again what another runtime decoded and verified", async () => {
  const { admission, line, ledger, asked } = setup();
  const next: Runtime = { ...first, decodeExtrinsic: (bytes) => ({ ...first.decodeExtrinsic(bytes) }) };
  ledger.runtime = next;
  await admission.enter(authentic, entry);
  expect(asked).toEqual(["judge", "authenticate", "judge", "verified at 7"]);
  expect(line.queue.get(extrinsic.hash)?.extrinsic).not.toBe(extrinsic);
});

it("refuses one that the newest block was the last for", async () => {
  const { admission, line, ledger } = setup();
  ledger.lastBlock = 5;
  await expect(admission.enter(authentic, entry)).rejects.toSatisfy(transactionErrors.AncientBirthBlock.is);
  expect(line.queue.size).toBe(0);
  ledger.lastBlock = 6;
  await admission.enter(authentic, entry);
  expect(line.queue.get(extrinsic.hash)?.expires).toBe(6);
});
