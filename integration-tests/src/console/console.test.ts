import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeAddress, type Hex } from "@pha/codec";
import { type Network as Devnet, startNetwork } from "@pha/devnet";
import { makeCall, readState } from "@pha/frame";
import { balances, clusters, PHA } from "@pha/runtime/spec";
import { connect, type FinalizedReceipt, type Network } from "@pha/sdk";
import { type Chromium, findChromium } from "@pha/testkit";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { alice, bob } from "../parties.ts";
import { audit, overflow, picture, type Visit, visit } from "./browse.ts";

const chromium = await findChromium();
const lacking = "lacking" in chromium ? `; skipped: ${chromium.lacking}` : "";
const opened = new AsyncDisposableStack();
let devnet: Devnet;
let client: Network;
let browser: Visit;
let paid: FinalizedReceipt;
let worker: Hex;

const pay = (value: bigint) =>
  makeCall(balances, "transfer_keep_alive", { dest: { type: "Id", value: bob.accountId }, value });

beforeAll(async () => {
  if (lacking !== "") return;
  const dataDir = await mkdtemp(join(tmpdir(), "console-"));
  opened.defer(() => rm(dataDir, { recursive: true }));
  devnet = opened.use(await startNetwork({ dataDir, ports: "free", miners: 1 }));
  const { chain, gatekeepers } = devnet.urls;
  client = await connect({ chain, gatekeepers });
  paid = await client.submit(alice, pay(5n * PHA));
  const { members } = (await client.read((state) => readState(clusters, state).clusters.get(0))) ?? { members: [] };
  worker = members[0] as Hex;
  browser = opened.use(await visit(chromium as Chromium));
});
afterAll(() => opened.disposeAsync());

const open = (hash = "", window?: Parameters<Visit["open"]>[1]): Promise<Page> =>
  browser.open(`${devnet.urls.consoles[0]}/${hash}`, window);

const figures = ["Blocks", "Transactions", "Queries", "Workers", "Gatekeepers", "Validators", "Staked", "Treasury"];

/** Every view that one can open without having something first, and those of what there is. */
const views = (): Readonly<Record<string, string>> => ({
  overview: "",
  block: `#/block/${paid.block.number}`,
  extrinsic: `#/extrinsic/${paid.hash}`,
  account: `#/account/${encodeAddress(alice.accountId, 42)}`,
  worker: `#/worker/${worker}`,
});

/** Waits until the page says that it has verified something, and what. */
const verified = (page: Page) => page.getByText("✓ Verified in this browser").first().waitFor({ timeout: 60_000 });
const heading = (page: Page, name: string | RegExp) => page.getByRole("heading", { name, level: 1 }).waitFor();
const say = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor({ timeout: 60_000 });

const isFocused = (element: Locator) => element.evaluate((it) => it === document.activeElement);

async function search(page: Page, text: string): Promise<void> {
  await page.getByRole("searchbox", { name: "Search" }).fill(text);
  await page.keyboard.press("Enter");
}

describe.skipIf(lacking !== "")(`the console in Chromium${lacking}`, () => {
  it("shows a network that lives: figures, their last hour, blocks as they come, certified", async () => {
    const page = await open();
    await heading(page, "Overview");
    await verified(page);
    for (const name of figures) await page.getByRole("img", { name: new RegExp(`^${name}: between`) }).waitFor();
    await say(page, "4 certify blocks");
    await say(page, "told by 3 of 3 gatekeepers");
    const { block } = await client.submit(alice, pay(PHA));
    const newest = page.getByRole("table", { name: "Newest blocks" });
    await newest.getByRole("link", { name: String(block.number), exact: true }).waitFor();
    expect(await audit(page)).toEqual([]);
    await picture(page, "overview");
  });

  it("finds an account by its name, and follows its payment to a proof, by keyboard alone", async () => {
    const page = await open("#/explorer");
    await page.getByRole("table", { name: "Newest events" }).waitFor();
    await page.keyboard.press("Tab");
    while (!(await isFocused(page.getByRole("searchbox")))) await page.keyboard.press("Tab");
    await page.keyboard.type("//Bob");
    await page.keyboard.press("Enter");
    await heading(page, "Account");
    await say(page, encodeAddress(bob.accountId, client.info.ss58Prefix));
    await verified(page);
    const payment = page.getByRole("table", { name: "History" }).getByRole("link", { name: paid.hash.slice(0, 10) });
    await payment.focus();
    await page.keyboard.press("Enter");
    await heading(page, "Extrinsic");
    await say(page, "Balances.transfer_keep_alive");
    await say(page, "that its block holds it");
    await verified(page);
    expect(await audit(page)).toEqual([]);
    await picture(page, "extrinsic");
  });

  it.each([
    { text: () => String(paid.block.number), title: /^Block/, says: "its header, and every event in it" },
    { text: () => paid.block.hash, title: /^Block/, says: "Balances.transfer_keep_alive" },
    { text: () => `${paid.block.number}-0`, title: /^Event/, says: "the event" },
    { text: () => paid.hash, title: "Extrinsic", says: "that its block holds it" },
    { text: () => worker, title: "Worker", says: "what the ledger says of it" },
    { text: () => encodeAddress(alice.accountId, 42), title: "Account", says: "its balances and nonce" },
  ])("finds what somebody has, and proves it: $title ($says)", async ({ text, title, says }) => {
    const page = await open();
    await search(page, text());
    const block = page.getByRole("link", { name: `Block ${text()}` });
    if (/^\d+$/.test(text())) await block.click(); // a number is that of a referendum too
    await heading(page, title);
    await say(page, says);
    await verified(page);
    await page.close();
  });

  it("says in a sentence what is not there, and where the chain is when it cannot be heard", async () => {
    const page = await open("#/block/99999999");
    await say(page, "chain.BlockNotFound");
    await search(page, "nobody at all");
    await say(page, "Nothing is called so.");
    await page.close();
  });

  it.each([
    { name: "narrow and dark", window: { width: 360, scheme: "dark" } as const },
    { name: "wide and light", window: { width: 1_440, scheme: "light" } as const },
  ])("fits its window and is readable: $name", async ({ name, window }) => {
    for (const [title, hash] of Object.entries(views())) {
      const page = await open(hash, window);
      await verified(page);
      expect([title, await overflow(page), await audit(page)]).toEqual([title, 0, []]);
      await picture(page, `${title}, ${name}`);
      await page.close();
    }
  });

  it("runs no script of others, asks no other host, and logs no error", () => {
    expect(browser.faults).toEqual([]);
    expect([...browser.hosts]).toEqual(["127.0.0.1"]);
  });
});
