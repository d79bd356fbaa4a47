import { type AnyType, type CodedError, fromJson, H256, type Hex, option, struct, u32 } from "@pha/codec";
import { describe, expect, expectTypeOf, it } from "vitest";
import { apis } from "./apis.ts";
import { type AnyEndpoint, type Endpoints, endpoint, type InputOf, type ReplyOf, stream } from "./endpoint.ts";

describe("a declaration", () => {
  const seat = endpoint("GET /v1/tables/:table/seats/:seat", {
    summary: "Who sits there.",
    params: { table: H256, seat: u32 },
    query: { at: option(u32) },
    reply: struct({ guest: H256 }),
  });

  it("says method, path, heading and status", () => {
    expect(seat).toMatchObject({ method: "GET", path: "/v1/tables/:table/seats/:seat", tag: "tables", status: 200 });
  });

  it("types what is asked and answered", () => {
    type Input = { readonly table: Hex; readonly seat: number; readonly at: number | undefined };
    expectTypeOf<InputOf<typeof seat>>().toEqualTypeOf<Input>();
    expectTypeOf<ReplyOf<typeof seat>>().toEqualTypeOf<{ readonly guest: Hex }>();
    const counter = stream("GET /v1/counter", { summary: "Counts.", stream: u32, id: u32 });
    expectTypeOf<ReplyOf<typeof counter>>().toEqualTypeOf<number>();
  });

  it("needs a type for each hole of its path, and no other", () => {
    // @ts-expect-error the path has a hole that nothing is said about
    endpoint("GET /v1/tables/:table", { summary: "", reply: u32 });
    // @ts-expect-error the path has no such hole
    endpoint("GET /v1/tables", { summary: "", params: { table: u32 }, reply: u32 });
  });
});

const all = Object.values(apis).map((api) => Object.values<Endpoints>(api).flatMap(Object.values));

describe("every endpoint", () => {
  it.each(all.flat().map((one: AnyEndpoint) => [`${one.method} ${one.path}`, one] as const))("%s", (_, one) => {
    const holes = [...one.path.matchAll(/:(\w+)/g)].map(([, hole]) => hole);
    expect(Object.keys(one.params)).toEqual(holes);
    const fields = [one.params, one.query, one.body].flatMap(Object.keys);
    expect(new Set(fields).size, "a field has one place").toBe(fields.length);
    const codes = one.errors.map(({ code }) => code);
    expect(new Set(codes).size, "an error is declared once").toBe(codes.length);
    expect(one.summary).toMatch(/[.…]$|=0x…$/);
  });

  it("has a path of its own", () => {
    for (const endpoints of all) {
      const keys = endpoints.map(({ method, path }: AnyEndpoint) => `${method} ${path.replace(/:\w+/g, ":")}`);
      expect(new Set(keys).size).toBe(keys.length);
    }
  });
});

describe("what a path or query asks for", () => {
  const asked = all.flat().flatMap((one: AnyEndpoint) =>
    Object.entries<AnyType>({ ...one.params, ...one.query }).map(([field, type]) => ({
      ...{ name: `${one.method} ${one.path} ${field}`, type, codes: one.errors.map(({ code }) => code) },
    })),
  );

  /** What texts name that any word might be the name of, and the endpoint's own error for what is none. */
  const looked: Readonly<Record<string, string>> = {
    block: "chain-api.BadBlockId",
    at: "chain-api.BadBlockId",
    name: "chain-api.UnknownEvent",
    pallet: "chain-api.UnknownEvent frame.UnknownPallet",
    item: "frame.UnknownItem",
    key: "frame.BadKey",
    key2: "frame.BadKey",
  };

  it.each(asked.map((one) => [one.name, one] as const))(
    "%s: what it cannot be is refused, and told what can",
    (_, one) => {
      const { type, name, codes } = one;
      const wrong = { ...fromJsonError(type, "no such thing!") };
      if (wrong.code !== undefined) return expect(wrong).toMatchObject({ expected: expect.stringMatching(/\S{3}/) });
      const field = name.slice(name.lastIndexOf(" ") + 1);
      const refused = looked[field]?.split(" ") ?? [];
      expect(
        codes.some((code) => refused.includes(code)),
        `${name} takes any text`,
      ).toBe(true);
    },
  );
});

function fromJsonError(type: AnyType, json: unknown): { readonly code?: string; readonly expected?: unknown } {
  const lists = type.schema["type"] === "array";
  try {
    fromJson(type, lists ? [json] : json);
    return {};
  } catch (error) {
    const { code, data } = error as CodedError;
    return { code, expected: data["expected"] };
  }
}
