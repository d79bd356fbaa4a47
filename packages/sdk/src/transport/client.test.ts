import { endpoint, problemOf, RemoteError, serviceErrors, stream } from "@pha/api";
import { AccountId, bool, bytes, defineErrors, option, struct, text, toHex, u32, u64, vec } from "@pha/codec";
import { describe, expect, expectTypeOf, it } from "vitest";
import { errors } from "../errors.ts";
import { makeClient } from "./client.ts";
import { Transport } from "./transport.ts";

const shop = defineErrors("shop", {
  SoldOut: { index: 0, kind: "conflict", doc: "Nothing is left." },
  Closed: { index: 1, kind: "forbidden", doc: "Come back tomorrow." },
});
const Item = struct({ id: u32, price: u64, tags: vec(struct({ name: text({ max: 9 }) }), { max: 3 }) });
const api = {
  items: {
    list: endpoint("GET /v1/items", { summary: "All.", reply: vec(Item, { max: 9 }) }),
    get: endpoint("GET /v1/:shop/items/:id", {
      summary: "One.",
      params: { shop: text({ max: 20 }), id: u32 },
      query: { key: option(vec(bytes({ max: 4 }), { max: 4 })), dear: option(bool), at: option(u32) },
      reply: Item,
      errors: [shop.SoldOut],
    }),
    add: endpoint("POST /v1/items", {
      summary: "Adds.",
      body: { owner: AccountId, price: u64, note: option(text({ max: 9 })) },
      reply: struct({ id: u32 }),
    }),
    watch: stream("GET /v1/items/:id/watch", {
      summary: "Prices.",
      params: { id: u32 },
      stream: u64,
      id: u64,
      errors: [shop.SoldOut],
    }),
  },
};

/** A client whose service answers as told, and what that was asked. */
function clientOf(reply: unknown, status = 200) {
  const asked: { request: string; body: unknown }[] = [];
  const fetch = async (url: string, { method, body }: RequestInit = {}) => {
    asked.push({ request: `${method} ${url}`, body: body && JSON.parse(String(body)) });
    return typeof reply === "string" ? new Response(reply) : Response.json(reply, { status });
  };
  return { items: makeClient(api, new Transport("http://shop", fetch)).items, asked };
}

const item = { id: 7, price: "18446744073709551615", tags: [{ name: "red" }] };
const failureOf = (work: Promise<unknown>) => work.catch((error: unknown) => error);

describe("a derived client", () => {
  it("puts what it is given where the declaration says, and leaves out what is absent", async () => {
    const { items, asked } = clientOf(item);
    const key = [Uint8Array.of(1), Uint8Array.of(2)];
    await items.get({ shop: "a/b?", id: 7, key, dear: false });
    await items.get({ shop: "c", id: 0 });
    expect(asked.map(({ request }) => request)).toEqual([
      "GET http://shop/v1/a%2Fb%3F/items/7?key=0x01&key=0x02&dear=false",
      "GET http://shop/v1/c/items/0",
    ]);
  });

  it("sends a body in the declared form", async () => {
    const { items, asked } = clientOf({ id: 1 });
    expect(await items.add({ owner: toHex(new Uint8Array(32)), price: 2n ** 60n })).toEqual({ id: 1 });
    const owner = "5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM";
    expect(asked).toEqual([
      { request: "POST http://shop/v1/items", body: { owner, price: String(2n ** 60n), note: null } },
    ]);
  });

  it("reads replies by their types, and what a newer service adds to them it leaves out", async () => {
    const newer = { ...item, colour: "red", tags: [{ name: "red", since: 1 }] };
    expect(await clientOf(newer).items.get({ shop: "a", id: 7 })).toEqual({
      id: 7,
      price: 2n ** 64n - 1n,
      tags: [{ name: "red" }],
    });
    expect(await clientOf([newer]).items.list()).toHaveLength(1);
  });

  it("says so when a reply is not what was declared", async () => {
    expect(await failureOf(clientOf({ id: 7 }).items.get({ shop: "a", id: 7 }))).toSatisfy(errors.UnexpectedReply.is);
  });

  it("fails with the declared error, with one of everywhere, or with the service's word", async () => {
    const failing = (error: ReturnType<typeof shop.SoldOut>) =>
      failureOf(clientOf(problemOf(error), error.status).items.get({ shop: "a", id: 7 }));
    expect(await failing(shop.SoldOut({ left: 0 }))).toMatchObject({ code: "shop.SoldOut", data: { left: 0 } });
    expect(await failing(serviceErrors.TooManyRequests())).toSatisfy(serviceErrors.TooManyRequests.is);
    expect(await failing(shop.Closed())).toBeInstanceOf(RemoteError);
    expect(await failing(shop.Closed())).toMatchObject({ code: "remote.shop.Closed", kind: "forbidden" });
  });

  it("gives a stream's entries, and fails with the error that ends it", async () => {
    const problem = JSON.stringify(problemOf(shop.SoldOut()));
    const { items } = clientOf(`: hello\n\ndata: "1"\n\ndata:"2"\r\n\r\nevent: problem\ndata: ${problem}\n\n`);
    const seen: unknown[] = [];
    const work = async () => {
      for await (const price of items.watch({ id: 7 }, AbortSignal.timeout(5_000))) seen.push(price);
    };
    expect(await failureOf(work())).toSatisfy(shop.SoldOut.is);
    expect(seen).toEqual([1n, 2n]);
  });

  it("is typed by the declaration", () => {
    const { items } = clientOf(item);
    expectTypeOf(items.add).returns.resolves.toEqualTypeOf<{ readonly id: number }>();
    // @ts-expect-error the price is a bigint
    void (() => items.add({ owner: "0x00", price: 5 }));
    // @ts-expect-error a hole is not filled
    void (() => items.get({ id: 1 }));
  });
});
