import { attack } from "@pha/testkit/attack";
import { driveExtremes } from "@pha/testkit/extremes";
import { afterAll, beforeAll, expect } from "vitest";
import { readMetrics } from "../testing/metrics.ts";
import { openGround, spec } from "../testing/test-chain.ts";

const opened = new AsyncDisposableStack();
let url: string;

beforeAll(async () => {
  const { validators } = spec.genesis;
  const alone = { ...validators, set: validators.set.slice(0, 1) };
  const ground = opened.use(await openGround({ genesis: { ...spec.genesis, validators: alone } }));
  url = `http://127.0.0.1:${opened.use(await ground.start({ instantFinality: true })).port}`;
});
afterAll(() => opened.disposeAsync());

const usual = { pallet: "System", item: "Account", call: "remark", block: "head", at: "head", version: "16" };

attack("ask the chain for what lies at, and beyond, the ends of every parameter that it declares", async ({ held }) => {
  await held("a refusal with a code, where it was no answer", async () => {
    const { asked, faults } = await driveExtremes(url, usual);
    expect(faults).toEqual([]);
    expect(asked).toBeGreaterThan(1_000);
  });
  await held("no error without a code", async () => expect((await readMetrics(url))("chain_faults_total")).toBe(0));
});
