import { createHash } from "node:crypto";
import { makeCall, readState } from "@pha/frame";
import { clusters, system } from "@pha/runtime/spec";
import type { Contract } from "@pha/sdk";
import { type Chromium, eventually, findChromium } from "@pha/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runStoryPage } from "../browser/run-page.ts";
import { ask } from "../http.ts";
import { findMarkers, guessBids, openTap, readPostgres, type Tap } from "../leaks.ts";
import { without } from "../outages.ts";
import { runDeployProgram } from "../own-project.ts";
import { alice, bob, charlie, dave } from "../parties.ts";
import { deployAuction, newestBlock, runNode, untilAgreed, type WholeNetwork } from "../whole-network.ts";
import { biddingNetwork } from "./network.ts";

/** Amounts that occur nowhere else, so that a search for them finds leaks and nothing but leaks. */
const winning = "7316402958317264";
const losing = "6120573948261503";
const item = "marker-painting-5d81c2";

let network: WholeNetwork;
let auction: Contract;
let tap: Tap;
let closesAtBlock: number;

beforeAll(async () => {
  network = biddingNetwork();
  tap = await openTap(network.dataDir);
  auction = await deployAuction(network.client);
});

afterAll(() => tap?.[Symbol.asyncDispose]());

const which = { auction: 1 };

describe("a sealed-bid auction", () => {
  it("takes bids that nobody else can see", async () => {
    closesAtBlock = (await newestBlock(network.client)) + 30;
    expect((await auction.command(alice, "create", { item, closesAtBlock })).value).toEqual(which);
    const bids = await Promise.all([
      auction.command(bob, "bid", { ...which, amount: winning }),
      auction.command(charlie, "bid", { ...which, amount: losing }),
    ]);
    expect(bids.map(({ value }) => value)).toEqual([winning, losing].map((amount) => ({ amount, outcome: "sealed" })));
    await expect(auction.command(alice, "bid", { ...which, amount: "1" })).rejects.toMatchObject({
      code: "contract.OwnAuction",
    });
    const { value, verified } = await auction.query("myBid", which, { caller: bob });
    expect(value).toEqual({ amount: winning, outcome: "sealed" });
    expect(verified).toMatchObject({ program: "miner 0.1.0", certifiedBy: expect.stringMatching(/^[34]\/4$/) });
    await expect(auction.query("myBid", which, { caller: dave })).rejects.toMatchObject({ name: "NoBid" });
    await expect(auction.query("myBid", which)).rejects.toMatchObject({ name: "NotSignedIn" });
  });

  it("is the same on both workers, which agree on its state", async () => {
    const members = await network.client.read((state) => readState(clusters, state).clusters.get(0)?.members ?? []);
    expect(members).toHaveLength(2);
    const answers = await Promise.all(members.map((worker) => auction.query("myBid", which, { caller: bob, worker })));
    expect(answers.map(({ statement }) => statement.worker)).toEqual(members);
    expect(new Set(answers.map(({ statement }) => statement.stateTag)).size).toBe(1);
    await untilAgreed(network.client, auction, which);
  });

  it("tells the winner and the price after the close, and a losing bid to its bidder alone", async () => {
    await ask(network.devnet.urls.chain, { jsonrpc: "2.0", id: 1, method: "dev_newBlock", params: [{ count: 30 }] });
    await eventually(async () => (await newestBlock(network.client)) > closesAtBlock, { withinMs: 60_000 });
    await expect(auction.command(dave, "bid", { ...which, amount: "1" })).rejects.toMatchObject({
      code: "contract.AuctionEnded",
      message: "This auction takes no more bids.",
    });
    const { value: closed } = await auction.command(dave, "close", which);
    expect(closed).toMatchObject({ phase: "closed", winner: bob.accountId, price: winning });
    for (const caller of [bob, charlie, dave])
      expect((await auction.query("status", which, { caller })).value).toMatchObject({
        phase: "closed",
        winner: bob.accountId,
        price: winning,
      });
    expect((await auction.query("myBid", which, { caller: bob })).value).toMatchObject({ outcome: "won" });
    expect((await auction.query("myBid", which, { caller: charlie })).value).toEqual({
      amount: losing,
      outcome: "lost",
    });
    await expect(auction.query("myBid", which, { caller: dave })).rejects.toMatchObject({ name: "NoBid" });
  });

  it("is asked on in a session with one worker, and nobody notices when that one is lost", async () => {
    const mine = async () => {
      const { value, channel, verified } = await auction.query("myBid", which, { caller: bob });
      expect(value).toMatchObject({ amount: winning, outcome: "won" });
      expect(verified.program).toBe("miner 0.1.0");
      return channel;
    };
    await mine();
    expect(await mine()).toBe("session");
    expect(await Promise.all(Array.from({ length: 20 }, mine))).toEqual(Array(20).fill("session"));
    await without(network, "miner-0", async () => {
      for (let i = 0; i < 3; i++) await mine();
      expect(await mine()).toBe("session");
    });
  });
});

describe("whoever reads what the hosts hold", () => {
  it("finds no bid in Postgres, logs, files, what passes NATS, or process arguments", async () => {
    expect(tap.heard.length).toBeGreaterThan(100);
    const { places, found } = await findMarkers(network, tap, [losing, winning, item]);
    expect(found).toEqual([]);
    expect(places).toBeGreaterThan(50);
  });

  it("would find one: what is public on purpose turns up in Postgres, on NATS and in files", async () => {
    const publicText = "marker-public-77aa";
    await network.client.submit(dave, makeCall(system, "remark", { remark: new TextEncoder().encode(publicText) }));
    const { found } = await findMarkers(network, tap, [publicText]);
    expect(found).toEqual(expect.arrayContaining(["nats", expect.stringContaining("extrinsics")]));
  });

  it("cannot test a million candidate bids against anything public", { timeout: 600_000 }, async () => {
    const everything = Buffer.concat((await readPostgres(network.dataDir)).map(({ bytes }) => bytes));
    const bidKey = `bids/${"1".padStart(16, "0")}/${charlie.accountId}`;
    // The one hash that is found is the one put behind everything, where it shows that one would be.
    const planted = Buffer.concat([everything, createHash("sha256").update(losing).digest()]);
    const found = [{ amount: BigInt(losing), at: everything.length }];
    expect(guessBids(planted, bidKey, BigInt(losing))).toEqual(found);
  });
});

describe("a project of one's own", () => {
  it("deploys a contract, writes to it, asks it and reads what others see, as its page says", async () => {
    const { chain, gatekeepers } = network.devnet.urls;
    const said = await runDeployProgram([chain, ...gatekeepers]);
    expect(said.join("\n")).toMatch(
      new RegExp(
        [
          "submitting\nwaiting for keys\nwaiting for the constructor\ncontract (0x[0-9a-f]{64})",
          "message \\d+ in block (\\d+) returned null",
          "Alice reads Hello\\., as of block \\d+",
          "Bob is refused: contract\\.NoNote",
          "others see Messages\\.Queued, and not what it says",
        ].join("\n"),
      ),
    );
  });
});

const chromium = await findChromium();
const lacking = "lacking" in chromium ? `; skipped: ${chromium.lacking}` : "";

describe("a page in Chromium", () => {
  it.skipIf(lacking !== "")(
    `connects, reads, submits, commands and asks, as accounts in wallets too${lacking}`,
    async () => {
      const { chain, gatekeepers } = network.devnet.urls;
      const { id } = await deployAuction(network.client);
      const bid = { amount: "250", outcome: "sealed" };
      const evm = expect.stringMatching(/^0x[0-9a-f]{40}4065766d5f61646472657373$/); // "@evm_address"
      const [connects, typed, text] = ["eth_requestAccounts", "eth_signTypedData_v4", "personal_sign"];
      expect(await runStoryPage(chromium as Chromium, { chain, gatekeepers, contract: id })).toEqual({
        head: true,
        issuance: true,
        events: expect.arrayContaining(["System.Remarked", "System.ExtrinsicSuccess"]),
        event: { id: expect.stringMatching(/^\d+-\d+$/), name: "Remarked" },
        bid,
        program: "miner 0.1.0",
        wallets: {
          asked: [connects, connects, "signRaw", typed, text, text, typed],
          seen: [bid, bid, ...Array(4).fill("contract.NoBid")],
          revoked: "miner.CertificateRevoked",
          anew: "contract.NoBid",
          accounts: [bob.accountId, evm, evm],
        },
        unreachable: true,
      });
    },
  );
});

describe("an account", () => {
  it("is verified by a short script from the genesis hash up", async () => {
    const { chain } = network.devnet.urls;
    const { free } = (await network.client.account(alice.accountId)).data;
    const script = "integration-tests/src/examples/verify-account.ts";
    const said = await runNode([script, chain, alice.accountId, network.client.genesisHash]);
    expect(said).toContain(`${alice.accountId} has ${free} plancks`);
    const other = `0x${"11".repeat(32)}`;
    await expect(runNode([script, chain, alice.accountId, other])).rejects.toThrow(/WrongGenesis/);
  });
});
