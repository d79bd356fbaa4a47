import { join } from "node:path";
import { utf8 } from "@pha/codec";
import { bundleContract } from "@pha/contract-kit/build";
import { announce, Collector, publicServer, register } from "@pha/contract-web3-analytics/collector";
import { signedText } from "@pha/contract-web3-analytics/visit";
import { keypairFromSeed } from "@pha/crypto/node";
import type { Contract } from "@pha/sdk";
import { type Chromium, findChromium } from "@pha/testkit";
import { beforeAll, describe, expect, it } from "vitest";
import { runBundled } from "../browser/run-page.ts";
import { alice, bob } from "../parties.ts";
import { biddingNetwork } from "./network.ts";

const folder = join(import.meta.dirname, "../../../contracts/web3-analytics");
const site = "shop.example";
const hourMinutes = 60;

const chromium = await findChromium();
const lacking = "lacking" in chromium ? `; skipped: ${chromium.lacking}` : "";

/** A visitor without a browser, by their number. */
const visitor = (number: number) => keypairFromSeed(new Uint8Array(32).fill(100 + number), "ed25519");

describe("analytics of a page", () => {
  let contract: Contract;
  let collector: Collector;
  beforeAll(async () => {
    const { client } = biddingNetwork();
    const { code } = await bundleContract(folder);
    contract = await client.deploy(alice, { code: utf8(code) });
    await register(contract, alice, site);
    collector = new Collector(contract, alice, (error) => {
      throw error;
    });
  });

  /** What a visitor seals: that they looked at a page an hour ago, and agree to statistics. */
  function said(number: number): Promise<string> {
    const minute = Math.floor(Date.now() / 60_000);
    const consents = [{ purpose: "statistics", until: minute + 1_000 }];
    const views = [{ minute: minute - hourMinutes, page: "/" }];
    const text = JSON.stringify({ site, seq: 1, device: "mobile", consents, views, erase: false });
    const { accountId, sign } = visitor(number);
    return contract.seal({ visitor: accountId, text, signature: sign(utf8(signedText(contract.id, text))) });
  }

  it.skipIf(lacking !== "")(
    `is told by a page in Chromium, which believes the contract's key alone${lacking}`,
    async () => {
      const { client } = biddingNetwork();
      const { signer } = await announce(client, contract, alice);
      const server = await publicServer({ contract, collector, owner: alice, site });
      const at = await server.listen({ host: "127.0.0.1", port: 0 });
      const { codeHash } = await contract.record();
      const page = { site, collector: at, genesis: client.genesisHash, contract: contract.id, codeHash, signer };
      const told = await runBundled(chromium as Chromium, "tracked-page.ts", page);
      await server.close();
      expect(told).toMatchObject({
        isSame: true,
        isOther: true,
        refusal: expect.stringContaining("not the contract's"),
      });
      await collector.flush();
      expect(collector.counts).toEqual({ taken: 3, refused: 0 });
    },
  );

  it("counts those who agreed, near the truth, and shows each what is kept of them", async () => {
    const before = collector.counts.taken;
    for (let number = 0; number < 30; number++) collector.add(await said(number));
    await collector.flush();
    expect(collector.counts.taken - before).toBe(30);
    const hour = Math.floor(Date.now() / 3_600_000) - 2; // at most two hours: the minute may be of the hour before
    const question = { metric: "visitors", purpose: "statistics", from: hour, hours: 2, epsilon: 2_000 };
    const { value } = await contract.command<{ values: number[] }>(alice, "ask", { site, question });
    expect(Math.abs((value.values[0] ?? 0) - 30)).toBeLessThan(13);
    const own = await contract.query("mine", { site }, { caller: visitor(3) });
    expect(own.value).toMatchObject({ device: "mobile", views: [{ page: "/" }] });
    await expect(contract.query("answers", { site }, { caller: bob })).rejects.toMatchObject({
      code: "contract.NotYours",
    });
  });
});
