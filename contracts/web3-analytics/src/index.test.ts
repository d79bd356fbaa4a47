import { createHash, generateKeyPairSync, type KeyObject, sign, verify } from "node:crypto";
import { type TestContract, testContract } from "@pha/contract-kit/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import type analytics from "./index.ts";
import { type Said, signedText } from "./visit.ts";

let contract: TestContract<typeof analytics>;
beforeEach(async () => {
  contract = await testContract<typeof analytics>(new URL("..", import.meta.url), null);
  await contract.as("owner").command("register", { site: "shop.example" });
}, 60_000);
afterEach(() => contract[Symbol.asyncDispose]());

/** A browser with a key of its own. */
class Browser {
  readonly #key: KeyObject;
  readonly id: `0x${string}`;
  #seq = 0;

  constructor() {
    const { privateKey, publicKey } = generateKeyPairSync("ed25519");
    this.#key = privateKey;
    this.id = `0x${Buffer.from(publicKey.export({ format: "jwk" }).x ?? "", "base64url").toString("hex")}`;
  }

  says(said: Partial<Said> & { readonly at?: readonly number[] }, visitor = this.id): string {
    const { at = [], ...more } = said;
    const views = at.map((minute) => ({ minute, page: "/" }));
    const text = JSON.stringify({
      site: "shop.example",
      seq: ++this.#seq,
      device: "desktop",
      erase: false,
      views,
      ...more,
    });
    const signature = sign(null, Buffer.from(signedText(contract.id, text)), this.#key);
    return contract.seal({ visitor, text, signature: `0x${signature.toString("hex")}` });
  }
}

const monthMinutes = 43_200;
const now = () => Math.floor(contract.block.timeMs / 60_000);
const agreed = () => [{ purpose: "statistics", until: now() + 100_000 }];
const collect = (...items: string[]) => contract.as("owner").command("collect", { items });
/** Ten blocks are a minute. */
const pass = (minutes: number) => contract.advance(minutes * 10);
const failing = (code: string) => ({ code: `contract.${code}` });

const ask = (
  changes: {
    metric?: "visitors" | "views" | "hourly";
    from?: number;
    hours?: number;
    epsilon?: number;
    purpose?: string;
  } = {},
) =>
  contract.as("owner").command("ask", {
    site: "shop.example",
    question: {
      metric: "visitors",
      purpose: "statistics",
      from: Math.floor(now() / 60) - 2,
      hours: 1,
      epsilon: 2_000,
      ...changes,
    },
  });

/** So many visitors in the first minutes of this hour, of whom all agree. */
async function crowd(count: number): Promise<Browser[]> {
  const browsers = Array.from({ length: count }, () => new Browser());
  const minute = now();
  for (let i = 0; i < count; i += 50)
    await collect(...browsers.slice(i, i + 50).map((one) => one.says({ at: [minute, minute], consents: agreed() })));
  return browsers;
}

test("a visitor sees what is kept of them, and nobody else does", async () => {
  const browser = new Browser();
  const minute = now();
  expect(await collect(browser.says({ at: [minute], consents: agreed() }))).toEqual({ taken: 1, refused: 0 });
  const key = browser.id;
  const mine = (caller: `0x${string}`) => contract.as(caller).query("mine", { site: "shop.example" });
  expect(await mine(key)).toMatchObject({ device: "desktop", views: [{ minute, page: "/" }] });
  expect(await mine(new Browser().id)).toBeNull();
  await expect(contract.anonymous.query("mine", { site: "shop.example" })).rejects.toMatchObject(
    failing("NotSignedIn"),
  );
});

test("what a visitor did not sign, or signed before, is refused, and spoils nothing", async () => {
  const [browser, other] = [new Browser(), new Browser()];
  const first = browser.says({ at: [now()] });
  expect(await collect(first, browser.says({ at: [now()] }), first)).toEqual({ taken: 2, refused: 1 });
  const forged = other.says({ at: [now()], seq: 99 }, browser.id);
  const wrong = [
    contract.seal({ visitor: browser.id }),
    contract.seal("x"),
    "item1.AAAA",
    other.says({ site: "no.example" }),
  ];
  expect(await collect(forged, ...wrong)).toEqual({ taken: 0, refused: 5 });
});

test("views are brought by the site's owner; a consent, or an erasure, by anybody", async () => {
  const browser = new Browser();
  const bring = (item: string) => contract.as("stranger").command("collect", { items: [item] });
  expect(await bring(browser.says({ at: [now()] }))).toEqual({ taken: 0, refused: 1 });
  expect(await bring(browser.says({ consents: agreed() }))).toEqual({ taken: 1, refused: 0 });
  expect(await bring(browser.says({ erase: true }))).toEqual({ taken: 1, refused: 0 });
  const left = { seq: 3, device: "other", consents: [], views: [] };
  expect(await contract.as(browser.id).query("mine", { site: "shop.example" })).toEqual(left);
});

test("what was erased is not brought again", async () => {
  const browser = new Browser();
  const first = browser.says({ at: [now()], consents: agreed() });
  await collect(first);
  await collect(browser.says({ erase: true }));
  expect(await collect(first)).toEqual({ taken: 0, refused: 1 });
});

test("a question is answered near the truth, the same once more, and takes of the budget once", async () => {
  await crowd(60);
  pass(120);
  const answer = await ask();
  expect(Math.abs((answer.values[0] ?? 0) - 60)).toBeLessThan(12); // e^-24 beyond
  expect(await ask()).toEqual(answer);
  expect(await contract.as("owner").query("left", { site: "shop.example" })).toBe(8_000);
  const { question, values, minute, salt } = answer;
  const digested = JSON.stringify(["shop.example", question, values, minute, salt]);
  const digest = `0x${createHash("sha256").update(digested).digest("hex")}`;
  expect(salt).toMatch(/^0x[0-9a-f]{64}$/);
  expect(contract.effects.filter((effect) => effect.type === "Emit")).toMatchObject([{ data: { digest } }]);
  expect(await contract.as("owner").query("answers", { site: "shop.example" })).toEqual([answer]);
}, 60_000);

test("of answers the newest come first, and those before an hour when one is named", async () => {
  await crowd(20);
  pass(180);
  const hour = Math.floor(now() / 60);
  for (const ago of [4, 3]) await ask({ from: hour - ago, hours: ago - 1, epsilon: 100 });
  const hours = async (before?: number) =>
    (await contract.as("owner").query("answers", { site: "shop.example", before })).map(
      ({ question: { from } }) => from - hour,
    );
  expect(await hours()).toEqual([-3, -4]);
  expect(await hours(hour - 3)).toEqual([-4]);
}, 60_000);

test("a period that is not over, too few visitors, and more than the budget are refused", async () => {
  const browsers = await crowd(20);
  await expect(ask({ from: Math.floor(now() / 60) })).rejects.toMatchObject(failing("NotOver"));
  await expect(ask({ metric: "hourly" })).rejects.toMatchObject(failing("BadPeriod"));
  pass(120);
  await expect(ask({ purpose: "ads" })).rejects.toMatchObject(failing("TooFew"));
  for (let i = 0; i < 5; i++) await ask({ epsilon: 2_000 - i });
  await expect(ask({ epsilon: 1_500, metric: "views" })).rejects.toMatchObject(failing("BudgetSpent"));
  const [leaving] = browsers;
  await collect(leaving?.says({ consents: [] }) ?? "");
  pass(monthMinutes);
  await expect(ask({ from: Math.floor(now() / 60) - 722 - 2 })).rejects.toMatchObject(failing("TooFew"));
}, 60_000);

test("the key that visitors seal to is announced by the deployer, and signed by the contract", async () => {
  const key = new Uint8Array(32).fill(7);
  const announce = (name: string) => contract.as(name).command("announce", { epoch: 3, key });
  await expect(contract.anonymous.query("sealing", null)).rejects.toMatchObject(failing("NotAnnounced"));
  await expect(announce("owner")).rejects.toMatchObject(failing("NotYours"));
  await announce("deployer");
  const told = await contract.anonymous.query("sealing", null);
  const text = `phala/web3-analytics/key/v1 ${contract.id} ${contract.codeHash} 3 ${"07".repeat(32)}`;
  const bytes = (hex: string) => Buffer.from(hex.slice(2), "hex");
  const spki = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), bytes(told.signer)]);
  const publicKey = { key: spki, format: "der", type: "spki" } as const;
  expect(verify(null, Buffer.from(text), publicKey, bytes(told.signature))).toBe(true);
});

test("a site has one owner, who alone asks", async () => {
  const register = (site: string) => contract.as("other").command("register", { site });
  await expect(register("shop.example")).rejects.toMatchObject(failing("Taken"));
  await expect(register("Shop/x")).rejects.toMatchObject(failing("BadSite"));
  const question = { metric: "visitors", purpose: "x", from: 1, hours: 1, epsilon: 100 } as const;
  await expect(contract.as("other").command("ask", { site: "shop.example", question })).rejects.toMatchObject(
    failing("NotYours"),
  );
  await expect(contract.as("other").query("answers", { site: "shop.example" })).rejects.toMatchObject(
    failing("NotYours"),
  );
});
