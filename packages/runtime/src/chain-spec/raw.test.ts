import type { Hex } from "@pha/codec";
import { describe, expect, it } from "vitest";
import { khala } from "./networks.ts";
import { isRawSpec, rawSpecFromJson, rawSpecText } from "./raw.ts";

const spec = khala({ programs: [] });
const state = new Map<Hex, Uint8Array>([
  ["0x01", Uint8Array.of(7)],
  ["0x02ff", new Uint8Array()],
]);
const { before, entry, after } = rawSpecText(spec);
const text = before + [...state].map(([key, value]) => entry(key, value)).join(",") + after;

describe("a raw chain spec", () => {
  it("holds what a network shows of itself, and its whole first state, an entry a line", () => {
    const { name, title, development, ss58Prefix, token, blockTimes } = spec;
    const json = JSON.parse(text);
    expect(isRawSpec(json)).toBe(true);
    expect(json.genesis).toEqual({ raw: { top: { "0x01": "0x07", "0x02ff": "0x" } } });
    expect(rawSpecFromJson(json)).toEqual({ name, title, development, ss58Prefix, token, blockTimes, state });
    expect(text.split("\n").filter((line) => line.includes('"0x'))).toHaveLength(state.size);
  });

  it.each<[string, (json: Record<string, unknown>) => unknown]>([
    ["lacks a field", ({ name: _, ...json }) => json],
    ["has a field too many", (json) => ({ ...json, colour: 1 })],
    ["has no state", (json) => ({ ...json, genesis: {} })],
    ["has more than a state", (json) => ({ ...json, genesis: { raw: { top: {}, childrenDefault: {} } } })],
    ["has a list for its state", (json) => ({ ...json, genesis: { raw: { top: [] } } })],
    ["has a key that is none", (json) => ({ ...json, genesis: { raw: { top: { System: "0x" } } } })],
    ["has a key in two writings", (json) => ({ ...json, genesis: { raw: { top: { "0xAB": "0x" } } } })],
    ["has a value that is none", (json) => ({ ...json, genesis: { raw: { top: { "0x01": 1 } } } })],
    ["has half a byte for a value", (json) => ({ ...json, genesis: { raw: { top: { "0x01": "0x1" } } } })],
  ])("is refused when it %s", (_, change) => {
    const json = change(JSON.parse(text) as Record<string, unknown>);
    expect(() => rawSpecFromJson(json)).toThrow(expect.objectContaining({ module: "codec" }));
  });
});
