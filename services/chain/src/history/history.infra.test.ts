import { chainApiErrors } from "@pha/api";
import { type CodedError, errors as codecErrors, type Hex } from "@pha/codec";
import { itemPrefix, makeCall } from "@pha/frame";
import { balances, PHA, utility } from "@pha/runtime/spec";
import { eventually } from "@pha/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StateAt } from "../ledger/ledger.ts";
import type { Chain } from "../service.ts";
import { sumOfBalances } from "../testing/sum-of-balances.ts";
import { type Ground, key, openGround, sign, startSigners, transfer } from "../testing/test-chain.ts";

/** A window this short is not to be had by settings, but behaves the same. */
const historyBlocks = 8;

let ground: Ground;
let chain: Chain;
let signers: Awaited<ReturnType<typeof startSigners>>;
const bob = key("//Bob");
const carol = key("//Carol-of-history");
/** Hash of each block that the test saw, and the money in it. */
const seen: { readonly hash: Hex; readonly sum: bigint }[] = [];

beforeAll(async () => {
  ground = await openGround();
  chain = await ground.start({ historyBlocks });
  signers = await startSigners(ground.config.natsUrl, chain.ledger.genesis.hash);
  for (let nonce = 0; nonce < 14; nonce++) await pay("//Alice", nonce);
});
afterAll(async () => {
  await chain?.[Symbol.asyncDispose]();
  await signers?.[Symbol.asyncDispose]();
  await ground?.[Symbol.asyncDispose]();
});

/** A transfer in a block of its own, finalized. */
async function pay(from: string, nonce: number): Promise<Hex> {
  const { ledger } = chain;
  const { hash } = await ledger.submit(sign(ledger, from, transfer(carol.accountId, PHA), { nonce }));
  const { block } = await eventually(async () => {
    const status = await ledger.transaction(hash);
    return status?.type === "finalized" && status;
  });
  const state = await ledger.stateAt(block.hash);
  if (state) seen.push({ hash: block.hash, sum: await sumOfBalances(state) });
  return hash;
}

const http = () => `http://127.0.0.1:${chain.port}`;

// biome-ignore lint/suspicious/noExplicitAny: a caller of a JSON API looks at what came
async function get(path: string): Promise<any> {
  return (await fetch(`${http()}${path}`)).json();
}

async function rpc(method: string, ...params: unknown[]) {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
  return (await fetch(http(), { method: "POST", body })).json();
}

describe("state of the past", () => {
  it("is read at any block of the window as it was then, and at genesis always", async () => {
    for (const { hash, sum } of seen.slice(-4)) {
      const state = await chain.ledger.stateAt(hash);
      expect(state && (await sumOfBalances(state))).toBe(sum);
    }
    expect((await get("/v1/genesis")).validators).toBeDefined();
    expect((await rpc("state_getStorageSize", "0x3a636f6465", chain.ledger.genesis.hash)).result).toBeGreaterThan(0);
  });

  it("is listed map by map, page by page, each entry once and as it is read alone", async () => {
    const keys = await chain.ledger
      .stateAt(chain.ledger.best.hash)
      .then((state) => state?.keys(itemPrefix("System", "Account"), undefined, 1_000));
    const [listed, pages] = [[] as string[], [] as number[]];
    for (let after = ""; ; ) {
      const { entries, next, ...page } = await get(`/v1/entries/system/account?limit=7${after}`);
      expect(page).toMatchObject({ pallet: "System", item: "Account", block: { number: chain.ledger.best.number } });
      for (const {
        keys: [account],
        storageKey,
        value,
      } of entries) {
        const alone = await get(`/v1/state/System/Account/${account}`);
        expect(alone).toMatchObject({ storageKey, value });
        listed.push(storageKey);
      }
      pages.push(entries.length);
      if (next === null) break;
      after = `&after=${next}`;
    }
    expect(listed).toEqual(keys);
    expect(pages.slice(0, -1).every((length) => length === 7)).toBe(true);
    expect(pages.length).toBeGreaterThan(1);
  });

  it("is listed below the first key of a map of several, as of a block, and not behind what is elsewhere", async () => {
    const of = (query: string) => get(`/v1/entries/System/Account?${query}`);
    const [one] = (await of("limit=1")).entries;
    expect((await of(`key=${one.keys[0]}`)).entries).toEqual([one]);
    expect((await of(`key=${carol.accountId}&at=0`)).entries).toEqual([]);
    expect((await get("/v1/entries/Balances/TotalIssuance")).entries).toMatchObject([{ keys: [] }]);
    expect(await of("after=0x00")).toMatchObject({
      status: 400,
      code: "codec.BadJson",
      data: { field: "query.after" },
    });
    expect(await of("key=1&key=2")).toMatchObject({ status: 400, code: "frame.BadKey" });
    expect(await of("limit=101")).toMatchObject({ status: 400, code: "codec.BadJson" });
    expect(await get("/v1/entries/System/Acount")).toMatchObject({
      code: "frame.UnknownItem",
      data: { meant: "account" },
    });
  });

  it("is refused with a code that says from where on it is kept, when it is older", async () => {
    const { hash } = seen[0] as (typeof seen)[0];
    const { oldest } = await chain.ledger.stateAt(hash).then(
      () => expect.fail("kept"),
      (error) => error.data,
    );
    expect(oldest).toBe(chain.ledger.best.number - historyBlocks);
    const problem = await get(`/v1/accounts/${bob.accountId}?at=${hash}`);
    expect(problem).toMatchObject({ status: 404, code: "chain.StateNotKept" });
    const { error } = await rpc("state_getStorage", "0x3a636f6465", hash);
    expect(error).toMatchObject({ code: 4003, message: expect.stringContaining("oldest") });
    expect((await rpc("archive_v1_genesisHash")).error).toMatchObject({ code: -32601, data: "rpc.NeedsArchive" });
  });

  it("is gone from the database behind the window, and stays refused by an archive that starts later", async () => {
    const prunedTo = async () => Number(/^chain_pruned_block_number\{.*\} (\d+)$/m.exec(await metrics())?.[1]);
    await eventually(async () => (await prunedTo()) >= chain.ledger.finalized.number - historyBlocks - 4);
    await chain[Symbol.asyncDispose]();
    chain = await ground.start({ archive: true });
    expect((await rpc("archive_v1_genesisHash")).error).toMatchObject({ data: "rpc.NeedsArchive" });
    const { ledger } = chain;
    const first = (await ledger.findHash(1)) as Hex;
    const refused: CodedError = await ledger.stateAt(first).then(
      () => expect.fail("it is there"),
      (error: CodedError) => error,
    );
    const pruned = refused.data["oldest"] as number;
    const edge = (await ledger.findHash(pruned)) as Hex;
    expect(await sumOfBalances((await ledger.stateAt(edge)) as StateAt)).toBeGreaterThan(0n);
    const gone = (await ledger.findHash(pruned - 1)) as Hex;
    await expect(ledger.stateAt(gone)).rejects.toMatchObject({ code: "chain.StateNotKept", data: { oldest: pruned } });
  });
});

describe("the history of an account", () => {
  it("lists what it signed and what touched it, newest first, page by page, each once", async () => {
    const of = (page: Page) => page.extrinsics.map(({ extrinsic }) => extrinsic.signed.nonce);
    const first = await indexed(`/v1/accounts/${carol.accountId}/history?limit=10`);
    expect(of(first)).toEqual([13, 12, 11, 10, 9, 8, 7, 6, 5, 4]);
    expect(first.extrinsics[0]).toMatchObject({
      extrinsic: { call: { pallet: "Balances", call: "transfer_keep_alive" }, ok: true },
    });
    const second = await get(`/v1/accounts/${carol.accountId}/history?limit=10&before=${first.next}`);
    expect(of(second)).toEqual([3, 2, 1, 0]);
    expect(second.next).toBeNull();
    const signer = await get(`/v1/accounts/${key("//Alice").accountId}/history`);
    expect(of(signer)).toEqual([13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
    expect((await get(`/v1/accounts/${key("//Nobody").accountId}/history`)).extrinsics).toEqual([]);
  });

  it("refuses a cursor that no page gave", async () => {
    const problem = await get(`/v1/accounts/${carol.accountId}/history?before=yesterday`);
    expect(problem).toMatchObject({ status: 400, code: "codec.BadJson" });
    expect(problem.detail).toMatch(/expected: block-place, the next of the page before.*field: before/);
  });
});

describe("the search for events", () => {
  it("finds them by pallet and name in any case, by account and by blocks, newest first", async () => {
    const all = await get("/v1/events?pallet=balances&name=TRANSFER&limit=100");
    expect(all.events).toHaveLength(14);
    expect(all.events[0]).toMatchObject({ pallet: "Balances", name: "Transfer", extrinsic: 0 });
    const numbers = all.events.map(({ block }: { block: { number: number } }) => block.number);
    expect(numbers).toEqual([...numbers].sort((a, b) => b - a));
    const [to, from] = [numbers[2], numbers[5]];
    const some = await get(`/v1/events?name=Transfer&from=${from}&to=${to}`);
    expect(some.events).toEqual(all.events.slice(2, 6));
    await indexed(`/v1/accounts/${carol.accountId}/history`);
    const hers = await get(`/v1/events?account=${carol.accountId}&name=Transfer&limit=100`);
    expect(hers.events).toEqual(all.events);
    expect((await get(`/v1/events?account=${carol.accountId}&name=Endowed`)).events).toHaveLength(1);
  });

  it.each(["", `&account=${carol.accountId}`, "&pallet=Balances"])("pages without a gap%s", async (filter) => {
    const whole = (await get(`/v1/events?limit=30${filter}`)).events;
    const paged = [];
    for (let next = ""; paged.length < whole.length; ) {
      const page = await get(`/v1/events?limit=7${filter}${next && `&before=${next}`}`);
      paged.push(...page.events);
      next = page.next;
      if (!next) break;
    }
    expect(paged.slice(0, whole.length)).toEqual(whole);
  });

  it("says that no pallet has such an event", async () => {
    expect(await get("/v1/events?name=Robbery")).toMatchObject({ status: 404, code: "chain-api.UnknownEvent" });
  });

  it("streams what fits from a block on, and goes on with what comes", async () => {
    const told: Told[] = [];
    for await (const one of stream(`name=Transfer&account=${carol.accountId}&from=0`)) {
      if (told.push(one) === 14) await pay("//Alice", 14);
      if (told.length === 15) break;
    }
    expect(told.map(({ entry }) => entry.fields.amount)).toEqual(Array(15).fill(String(PHA)));
  });

  it("goes on behind the event that Last-Event-ID names, within its block too", async () => {
    const all: Told[] = [];
    for await (const one of stream("from=0")) if (all.push(one) === 40) break;
    const { id } = all[20] as Told;
    const rest: Told[] = [];
    for await (const one of stream("from=0", id)) if (rest.push(one) === 19) break;
    expect(rest).toEqual(all.slice(21));
    expect(id).toBe(`${all[20]?.entry.block.number}-${all[20]?.entry.index}`);
  });

  it("says that it has no block to go on behind", async () => {
    const at = (id: string) => fetch(`${http()}/v1/events/stream`, { headers: { "last-event-id": id } });
    expect(await problemOf(await at("99999999-0"))).toBe(`404 ${chainApiErrors.PlaceNotFound.code}`);
    const wrong = await at("yesterday");
    expect(await problemOf(wrong.clone())).toBe(`400 ${codecErrors.BadJson.code}`);
    expect(await wrong.text()).toMatch(/expected: block-index, .*field: Last-Event-ID/);
  });

  it("begins its answer before there is an event", async () => {
    const leaving = new AbortController();
    const answer = await fetch(`${http()}/v1/events/stream?pallet=Sudo`, {
      headers: { accept: "text/event-stream" },
      signal: leaving.signal,
    });
    expect(answer.headers.get("content-type")).toBe("text/event-stream");
    leaving.abort();
  });

  it("tells a transaction's steps to who comes back, and that nothing follows the last", async () => {
    const hash = await pay("//Alice", 15);
    const at = (id: string) =>
      fetch(`${http()}/v1/transactions/${hash}/events`, {
        headers: { accept: "text/event-stream", "last-event-id": id },
      });
    const steps = await (await at("ready")).text();
    const [last = ""] = steps.match(/finalized-\d+/) ?? [];
    expect(steps).toMatch(/^id: finalized-\d+$/m);
    expect(steps).not.toMatch(/^id: ready$/m);
    expect((await at(last)).status).toBe(204);
    const unknown = await fetch(`${http()}/v1/transactions/0x${"00".repeat(32)}/events`);
    expect(await problemOf(unknown)).toBe(`404 ${chainApiErrors.TransactionNotFound.code}`);
  });
});

interface Told {
  readonly id: string;
  readonly entry: {
    readonly block: { readonly number: number };
    readonly index: number;
    readonly fields: { amount: string };
  };
}

type Decoder = TransformStream<Uint8Array, string>;

/** Server-sent events of `/v1/events/stream`, without end. */
async function* stream(query: string, after = ""): AsyncGenerator<Told> {
  const leaving = new AbortController();
  const headers = { accept: "text/event-stream", "last-event-id": after };
  const { body } = await fetch(`${http()}/v1/events/stream?${query}`, { headers, signal: leaving.signal });
  let text = "";
  try {
    for await (const chunk of (body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream() as Decoder)) {
      text += chunk;
      for (const [all, id = "", data = ""] of text.matchAll(/^id: (.*)\ndata: (.*)\n\n/gm)) {
        yield { id, entry: JSON.parse(data) };
        text = text.slice(text.indexOf(all) + all.length);
      }
    }
  } finally {
    leaving.abort();
  }
}

async function problemOf(answer: Response): Promise<string> {
  return `${answer.status} ${((await answer.json()) as { code: string }).code}`;
}

describe("the history of an account that others fill", () => {
  it("comes in shorter pages where who touched it caused more events than a request may read", async () => {
    const { ledger } = chain;
    const dave = key("//Dave-of-history").accountId;
    const failing = makeCall(balances, "force_adjust_total_issuance", { direction: { type: "Increase" }, delta: 0n });
    const many = makeCall(utility, "force_batch", { calls: Array<typeof failing>(1_000).fill(failing) });
    const calls = [transfer(dave, PHA), ...Array<typeof many>(22).fill(many)];
    const first = await ledger.nextNonce(bob.accountId);
    const hashes: Hex[] = [];
    for (let i = 0; i < 3; i++) {
      const call = makeCall(utility, "force_batch", { calls });
      hashes.push((await ledger.submit(sign(ledger, "//Bob", call, { nonce: first + i }))).hash);
    }
    for (const hash of hashes)
      await eventually(async () => (await ledger.transaction(hash))?.type === "finalized", { withinMs: 60_000 });
    const whole: Page = await indexed(`/v1/accounts/${dave}/history?limit=20`);
    expect(whole.extrinsics.map(({ extrinsic }) => extrinsic.signed.nonce)).toEqual([first + 2, first + 1]);
    const rest = await get(`/v1/accounts/${dave}/history?limit=20&before=${whole.next}`);
    expect(rest.extrinsics.map(({ extrinsic }: Page["extrinsics"][number]) => extrinsic.signed.nonce)).toEqual([first]);
    let [found, before] = [0, ""];
    do {
      const page = await get(`/v1/events?account=${dave}&limit=20${before}`);
      found += page.events.length;
      before = page.next === null ? "" : `&before=${page.next}`;
    } while (before !== "");
    expect(found).toBeGreaterThanOrEqual(3);
  });
});

interface Page {
  readonly extrinsics: { readonly extrinsic: { readonly signed: { readonly nonce: number } } }[];
  readonly next: string | null;
}

const metrics = async () => (await fetch(`${http()}/metrics`)).text();

/** A page of a listing that has caught up with finality. */
const indexed = (path: string) =>
  eventually(async () => {
    const { number } = chain.ledger.finalized;
    const page = await get(path);
    return page.through >= number && page;
  });
