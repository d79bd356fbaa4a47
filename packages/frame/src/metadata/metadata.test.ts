import { toHex, u8, vec } from "@pha/codec";
import { metadata as codec, decAnyMetadata, unifyMetadata } from "@polkadot-api/substrate-bindings";
import { describe, expect, it } from "vitest";
import { viewOf } from "../state/view.ts";
import { testRuntime } from "../testing.ts";
import { encodeMetadata } from "./metadata.ts";
import { Registry } from "./registry.ts";

describe("registry", () => {
  it("gives equal types one number and refers to types before their users", () => {
    const registry = new Registry();
    expect(registry.id(vec(u8, { max: 1 }))).toBe(registry.id(vec(u8, { max: 2 })));
    expect(registry.types().map(({ def }) => def.tag)).toEqual(["primitive", "sequence"]);
  });

  it("ends with types that contain themselves", () => {
    const registry = new Registry();
    const id = registry.id(testRuntime.outer.call);
    const outer = registry.types()[id];
    expect(outer?.path).toEqual(["test_runtime", "RuntimeCall"]);
    const inner = registry.types().find(({ path }) => path.join("::") === "pallet_counters::pallet::Call");
    const nested = inner?.def.tag === "variant" ? inner.def.value.find(({ name }) => name === "both") : undefined;
    expect(registry.types()[nested?.fields[0]?.type as number]?.def).toEqual({ tag: "sequence", value: id });
  });
});

describe("metadata", () => {
  it.each([14, 15, 16] as const)("version %i says everything about a pallet, in Substrate's form", (version) => {
    const bytes = encodeMetadata(testRuntime, version, viewOf(new Map()));
    expect(toHex(codec.enc(codec.dec(bytes)))).toBe(toHex(bytes));
    const [pallet] = unifyMetadata(decAnyMetadata(bytes)).pallets;
    expect(pallet).toMatchObject({ name: "Counters", index: 7, constants: [{ name: "Limit", value: "0x64000000" }] });
    expect(pallet?.storage?.items.map(({ name, modifier, fallback }) => [name, modifier, fallback])).toEqual([
      ["Total", 1, "0x0000000000000000"],
      ["Last", 0, "0x00"],
      ["Counter", 1, "0x00000000"],
      ["Pair", 0, "0x00"],
    ]);
    const [total, , counter, pair] = pallet?.storage?.items ?? [];
    expect(total?.type.tag).toBe("plain");
    expect(counter?.type.value).toMatchObject({ hashers: [{ tag: "Blake2128Concat" }] });
    expect(pair?.type.value).toMatchObject({ hashers: [{ tag: "Twox64Concat" }, { tag: "Twox64Concat" }] });
  });

  it("keeps the indices of calls and errors as they are written", () => {
    const unified = unifyMetadata(decAnyMetadata(encodeMetadata(testRuntime, 16, viewOf(new Map()))));
    const variants = (path: string) => {
      const def = unified.lookup.find((entry) => entry.path.join("::") === path)?.def;
      return def?.tag === "variant" ? def.value.map(({ name, index, docs }) => [name, index, docs.length]) : [];
    };
    expect(variants("pallet_counters::pallet::Call")).toContainEqual(["speak", 9, 1]);
    expect(variants("pallet_counters::pallet::Event")).toContainEqual(["Done", 4, 1]);
    expect(variants("pallet_counters::pallet::Error")).toEqual([["TooMuch", 3, 1]]);
  });
});
