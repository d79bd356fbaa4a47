import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeAddress, type Hex } from "@pha/codec";
import { bundleContract } from "@pha/contract-kit/build";
import { type Network as Devnet, startNetwork } from "@pha/devnet";
import { type Call, makeCall, readState } from "@pha/frame";
import {
  balances,
  boundedOf,
  clusters,
  democracy,
  hashOfProposal,
  PHA,
  stakePools,
  sudo,
  system,
  utility,
} from "@pha/runtime/spec";
import { connect, type FinalizedReceipt, type Network } from "@pha/sdk";
import { type Chromium, findChromium } from "@pha/testkit";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { alice, bob, dave, eve } from "../parties.ts";
import { audit, overflow, picture, type Visit, visit, type Window } from "./browse.ts";
import { installWallet } from "./wallet-double.ts";

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

const open = (hash = "", window?: Window, before?: (page: Page) => Promise<void>): Promise<Page> =>
  browser.open(`${devnet.urls.consoles[0]}/${hash}`, window, before);

/** A referendum that begins at once: root may propose as the council does, and put it to the vote now. */
function fastReferendum(): Call {
  const proposal = boundedOf(makeCall(system, "remark", { remark: new Uint8Array([1]) })).bounded;
  const voting = { proposal_hash: hashOfProposal(proposal), voting_period: 1_000, delay: 10 };
  const calls = [
    makeCall(democracy, "external_propose_majority", { proposal }),
    makeCall(democracy, "fast_track", voting),
  ];
  return makeCall(utility, "batch_all", { calls });
}

const auctionFolder = join(import.meta.dirname, "../../../contracts/sealed-bid-auction");

const figures = ["Blocks", "Transactions", "Queries", "Workers", "Gatekeepers", "Validators", "Staked", "Treasury"];

/** Every view that one can open without having something first, and those of what there is. */
const views = (): Readonly<Record<string, string>> => ({
  overview: "",
  block: `#/block/${paid.block.number}`,
  extrinsic: `#/extrinsic/${paid.hash}`,
  account: `#/account/${encodeAddress(alice.accountId, 42)}`,
  worker: `#/worker/${worker}`,
  wallet: "#/wallet",
  compute: "#/compute",
  contracts: "#/contracts",
  security: "#/security",
});

/** Waits until the page says that it has verified something, and what. */
const verified = (page: Page) => page.getByText("✓ Verified in this browser").first().waitFor({ timeout: 60_000 });
const heading = (page: Page, name: string | RegExp) => page.getByRole("heading", { name, level: 1 }).waitFor();
const say = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor({ timeout: 60_000 });

const isFocused = (element: Locator) => element.evaluate((it) => it === document.activeElement);

/** Fills a method's form, and waits for the contract's answer, or for why there is none. */
async function tell(
  page: Page,
  method: string,
  fields: Readonly<Record<string, string>>,
  answer: string | RegExp = "✓ Verified in this browser",
): Promise<void> {
  const form = page.getByRole("form", { name: method, exact: true });
  for (const [label, text] of Object.entries(fields)) await form.getByLabel(label).fill(text);
  await form.getByRole("button").click();
  await form.getByText(answer).waitFor({ timeout: 60_000 });
}

/** Fills a form, sees what it costs and, unless one only looks, signs it and waits until it is final. */
async function act(
  page: Page,
  title: string,
  fields: Readonly<Record<string, string>>,
  how: "do" | "look" = "do",
): Promise<void> {
  const form = page.getByRole("form", { name: title });
  for (const [label, text] of Object.entries(fields)) await form.getByLabel(label).fill(text);
  await form.getByRole("button", { name: "See what it costs" }).click();
  if (how === "look") return;
  await form.getByText("pays a fee of").waitFor();
  await form.getByRole("button", { name: "Sign and send" }).click();
  await form.getByText("✓ Verified in this browser").waitFor({ timeout: 60_000 });
}

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

  it("marks nothing as verified of a block whose header the chain tells falsely, and shows events as they are proven", async () => {
    const { number } = paid.block;
    const changed = (change: (block: object) => object) => async (it: Page) => {
      await it.route(`**/v1/blocks/${number}`, async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, json: change(await response.json()) });
      });
    };
    const header = { stateRoot: `0x${"11".repeat(32)}` };
    const lying = await open(
      `#/block/${number}`,
      undefined,
      changed((block) => ({ ...block, header: { ...(block as { readonly header: object }).header, ...header } })),
    );
    await say(lying, "✗ Not verified");
    expect(await lying.getByText("✓ Verified").count()).toBe(0);
    await lying.close();
    const silent = await open(
      `#/block/${number}`,
      undefined,
      changed((block) => ({ ...block, events: [] })),
    );
    await verified(silent);
    await silent.getByRole("link", { name: "Balances.Transfer", exact: true }).waitFor();
    await silent.close();
  });

  it("pays by a development account: the fee before it is signed, the result when it is final", async () => {
    const page = await open("#/wallet");
    await act(page, "Transfer", { To: "//Bob", "Amount in PHA": "12.5" });
    await say(page, "that it was done and is final");
    const free = await client.account(encodeAddress(bob.accountId, 42));
    expect(free.data.free % PHA).toBe(PHA / 2n);
    await act(page, "Transfer", { To: "//Bob", "Amount in PHA": "a lot" }, "look");
    await say(page, /a number such as 12\.5/);
    await page.close();
  });

  it("pays by a wallet extension, which signs what it is shown, of two accounts of one name by the one that was chosen", async () => {
    const page = await open("#/wallet", undefined, (it) => installWallet(it, "//Ferdie", "//Eve"));
    await page.getByRole("button", { name: "Connect double" }).click();
    const mine = page.getByRole("combobox", { name: "Act as" }).getByText("Mine (in a wallet)");
    await mine.first().waitFor({ state: "attached" });
    const address = encodeAddress(eve.accountId, client.info.ss58Prefix);
    await page.getByRole("combobox", { name: "Act as" }).selectOption(eve.accountId);
    await page.getByRole("link", { name: address.slice(0, 10) }).waitFor();
    await act(page, "Transfer", { To: "//Bob", "Amount in PHA": "1" });
    await say(page, "that it was done and is final");
    await page.getByRole("form", { name: "Transfer" }).getByRole("link").click();
    await heading(page, "Extrinsic");
    await say(page, encodeAddress(eve.accountId, client.info.ss58Prefix).slice(0, 10));
    await page.close();
  });

  it("puts PHA into a pool, and asks some of it back", async () => {
    await client.submit(dave, makeCall(stakePools, "create", { commission: 100_000 }));
    const page = await open("#/compute");
    await page.getByRole("table", { name: "Pools and vaults" }).waitFor();
    await page.getByRole("table", { name: "Workers" }).getByRole("cell", { name: "valid" }).waitFor();
    await act(page, "Contribute", { "Amount in PHA": "100" });
    const stakes = page.getByRole("table", { name: "Your stakes" });
    await stakes.getByRole("cell", { name: "100 PHA" }).waitFor();
    await act(page, "Ask back", { "Worth now in PHA": "40" });
    await stakes.getByRole("cell", { name: "40 PHA" }).waitFor();
    expect(await audit(page)).toEqual([]);
    await page.close();
  });

  it("votes in a referendum: what the vote would do first, what it did afterwards", async () => {
    await client.submit(alice, makeCall(sudo, "sudo", { call: fastReferendum() }));
    const page = await open("#/governance");
    const article = page.getByRole("article", { name: "Referendum 0" });
    await article.waitFor();
    await article.getByRole("img", { name: /^ayes 0 PHA, nays 0 PHA/ }).waitFor();
    const title = "Vote in referendum 0";
    await page.getByRole("form", { name: title }).getByLabel("Amount in PHA").fill("1000");
    await article.getByRole("img", { name: /^ayes 1,000 PHA, .*it passes/ }).waitFor();
    await act(page, title, { "Amount in PHA": "1000" });
    await article
      .getByRole("img", { name: /^ayes 1,000 PHA/ })
      .first()
      .waitFor();
    await act(page, "Delegate votes", { To: "//Bob", "Amount in PHA": "5" }, "look");
    await say(page, "Democracy."); // who votes does not delegate, and is told so before anything is signed
    expect(await audit(page)).toEqual([]);
    await picture(page, "governance");
    await page.close();
  });

  it("deploys a contract that is dropped as a file, tells it something and opens what it answers", async () => {
    const page = await open("#/contracts");
    const { code } = await bundleContract(auctionFolder);
    const bundle = { name: "auction.mjs", mimeType: "text/javascript", buffer: Buffer.from(code) };
    await page.getByLabel("Bundle").setInputFiles(bundle);
    await page.getByRole("button", { name: "Sign and deploy" }).click();
    const made = page.getByRole("form", { name: "Deploy" }).getByRole("link");
    await made.click({ timeout: 90_000 });
    await heading(page, "Contract");
    await tell(page, "create", { item: "a picture", closesAtBlock: "100000" });
    await page.getByRole("combobox", { name: "Act as" }).selectOption("//Bob");
    await tell(page, "bid", { auction: "1", amount: "250" });
    await tell(page, "myBid", { auction: "1" });
    await page.getByRole("form", { name: "myBid" }).getByText("sealed").waitFor();
    await tell(page, "bid", { auction: "7", amount: "1" }, "contract.");
    expect(await audit(page)).toEqual([]);
    await picture(page, "contract");
    await page.close();
  });

  it("shows what each enclave claims, what policy allows and what a leak of one would open", async () => {
    const page = await open("#/security");
    const enclaves = page.getByRole("table", { name: "Enclaves" });
    await enclaves.getByText("emulated: it proves nothing").first().waitFor();
    await say(page, "miner 0.1.0");
    await page.getByRole("textbox", { name: "Enclave" }).fill(worker);
    await say(page, /^It opens \d+ contract/);
    expect(await audit(page)).toEqual([]);
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
