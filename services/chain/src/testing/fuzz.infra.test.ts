import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Chain } from "../service.ts";
import { runCampaign } from "./fuzz/campaign.ts";
import { readHealth } from "./fuzz/health.ts";
import { type Ground, openGround, startSigners } from "./test-chain.ts";

let ground: Ground;
let chain: Chain;
let signers: AsyncDisposable;
let url: string;

beforeAll(async () => {
  ground = await openGround();
  chain = await ground.start();
  signers = await startSigners(ground.config.natsUrl, chain.ledger.genesis.hash);
  url = `http://127.0.0.1:${chain.port}`;
});
afterAll(async () => {
  await chain?.[Symbol.asyncDispose]();
  await signers?.[Symbol.asyncDispose]();
  await ground?.[Symbol.asyncDispose]();
});

describe("malformed input of every kind", () => {
  it("gets a coded error or a result, and the chain goes on (npm run fuzz does this for longer)", async () => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    const before = chain.ledger.finalized.number;
    const { actions } = await runCampaign(url, { seed, forMs: 6_000, sampleMb: async () => 0 });
    expect(actions).toBeGreaterThan(100);
    const { faults, finalized, included } = await readHealth(url);
    expect(included).toBeGreaterThan(10);
    expect(faults).toBe(0);
    expect(finalized).toBeGreaterThan(before);
  });
});
