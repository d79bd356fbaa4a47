import { mostItems, toItem, utf8 } from "@pha/codec";
import { nodePrimitives as primitives } from "@pha/crypto/node/primitives";
import { type Contract, contracts } from "@pha/runtime/spec";
import { readAnswer, type Scope, sealItem, sealQuery } from "@pha/secret-channel";
import { afterAll, beforeEach, expect, it, vi } from "vitest";
import { admit, contractKey, resultOf, step } from "./testing/session-client.ts";
import { ClusterLedger, makeWorker, startPool, word } from "./testing.ts";
import type { Worker } from "./worker.ts";

// Pairings in JavaScript take their time on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

const pool = await startPool();
afterAll(() => pool[Symbol.asyncDispose]());

const id = word(0xc1);
const alice = word(0xa1);

/** Keeps what items of the last command said. */
const opener = `export default {
  commands: { keep(ctx, items) { ctx.state.put("said", JSON.stringify(items.map((item) => ctx.open(item) ?? null))); return items.length; } },
  queries: {
    said: (ctx) => JSON.parse(ctx.state.get("said") ?? "null"),
    look: (ctx, items) => items.map((item) => ctx.open(item) ?? null),
  },
};`;

let chain: ClusterLedger;
let worker: Worker;
let scope: Scope;
const of = (epoch: number): Scope => ({ ...scope, epoch });
const seal = (text: string, to = scope) => sealItem(primitives, contractKey(chain, to), to, utf8(text));

beforeEach(() => {
  chain = new ClusterLedger();
  const core = chain.core();
  worker = makeWorker(core, pool);
  scope = chain.instantiate(id, opener);
  const { contracts: records, figures } = chain.ledger.pallet(contracts);
  records.put(id, { ...(records.get(id) as Contract), encryptKey: contractKey(chain, scope) });
  figures.put({ keyEpoch: 16, keepsHistory: true });
  admit(chain, core);
});

const stepTo = async (number: number) => {
  while (chain.ledger.head.number < number) await step(chain, worker);
};

/** What a query gives. */
async function ask(method: string, args: unknown = null): Promise<unknown> {
  const query = { issued: chain.ledger.head.number, call: { method, args: utf8(JSON.stringify(args)) } };
  const { sealed, answerKey } = sealQuery(primitives, contractKey(chain, scope), scope, query);
  return resultOf(readAnswer(primitives, scope, answerKey, await worker.query({ contract: id, ...sealed })));
}

it("a command opens the items in its arguments that are sealed to its contract, and no others", async () => {
  await stepTo(1);
  const elsewhere = { ...scope, contract: word(0xc2) };
  chain.command(scope, alice, "keep", [
    seal("first"),
    toItem(utf8("nothing at all")),
    seal("no", elsewhere),
    seal("last"),
  ]);
  await stepTo(3);
  expect(await ask("said")).toEqual(["first", null, null, "last"]);
});

it("a query opens items likewise", async () => {
  await stepTo(2);
  expect(await ask("look", [seal("asked"), seal("no", { ...scope, codeHash: word(9) })])).toEqual(["asked", null]);
});

it("items of a command's own epoch open, and of the block's, whatever keys a worker has", async () => {
  await stepTo(2);
  chain.rotate(id, { epoch: 1, after: 2, grace: 9 });
  await stepTo(7);
  chain.command(of(0), alice, "keep", [seal("old", of(0)), seal("new", of(1))]);
  await stepTo(8);
  expect(await ask("said")).toEqual(["old", "new"]);
  chain.command(of(1), alice, "keep", [seal("old", of(0)), seal("new", of(1))]);
  await stepTo(9);
  expect(await ask("said")).toEqual([null, "new"]);
});

it("of more items than a call opens the first are opened", async () => {
  await stepTo(1);
  const items = Array.from({ length: mostItems + 2 }, (_, i) => seal(String(i)));
  const said = (await ask("look", items)) as (string | null)[];
  expect(said.slice(mostItems - 1)).toEqual([String(mostItems - 1), null, null]);
});
