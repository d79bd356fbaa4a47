import { createHash } from "node:crypto";
import { type AnyType, concat, decode, encode, encodeAddress, type Hex, struct, toHex } from "@pha/codec";
import {
  type CallSpec,
  type EventSpec,
  encodeMetadata,
  findItem,
  itemName,
  makeCall,
  type StorageItem,
  viewOf,
} from "@pha/frame";
import { getDynamicBuilder, getLookupFn } from "@polkadot-api/metadata-builders";
import { decAnyMetadata, metadata as metadataCodec, unifyMetadata } from "@polkadot-api/substrate-bindings";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeCall } from "./extrinsic/signing.ts";
import { balances } from "./pallets/balances/spec.ts";
import { outer, pallets, runtimeSpec } from "./runtime-spec.ts";
import { sampleBytes } from "./testing/samples.ts";

const unified = unifyMetadata(decAnyMetadata(encodeMetadata(runtimeSpec, 16, viewOf(new Map()))));
const oracle = getDynamicBuilder(getLookupFn(unified));
const alice: Hex = "0xd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d";

interface Codec {
  readonly enc: (value: never) => Uint8Array;
  readonly dec: (bytes: Uint8Array) => unknown;
}

/**
 * Random bytes of a type, as its registry node describes them, must be read and written back by both sides; by ours not
 * with a byte more or less.
 */
function expectAgreement(type: AnyType, other: Codec, name: string): void {
  fc.assert(
    fc.property(sampleBytes(type), (bytes) => {
      expect(toHex(encode(type, decode(type, bytes))), name).toBe(toHex(bytes));
      expect(toHex(other.enc(other.dec(bytes) as never)), name).toBe(toHex(bytes));
      const refused = expect.objectContaining({ module: "codec" });
      expect(() => decode(type, concat(bytes, Uint8Array.of(0))), name).toThrow(refused);
      if (bytes.length > 0) expect(() => decode(type, bytes.subarray(0, -1)), name).toThrow(refused);
    }),
    { numRuns: 5 },
  );
}

describe("metadata", () => {
  it.each([14, 15, 16] as const)(
    "version %i decodes in the reference library and encodes back to the same bytes",
    (version) => {
      const bytes = encodeMetadata(runtimeSpec, version, viewOf(new Map()));
      expect(toHex(metadataCodec.enc(metadataCodec.dec(bytes)))).toBe(toHex(bytes));
      expect(unifyMetadata(decAnyMetadata(bytes)).pallets.map(({ name, index }) => [name, index])).toEqual(
        pallets.map(({ name, index }) => [name, index]),
      );
    },
  );

  it("changes only on purpose: raise spec_version, and transaction_version where what was there is encoded otherwise", () => {
    const digest = (version: 14 | 15 | 16) =>
      createHash("sha256")
        .update(encodeMetadata(runtimeSpec, version, viewOf(new Map())))
        .digest("hex")
        .slice(0, 16);
    expect([14, 15, 16].map((version) => digest(version as 14))).toMatchInlineSnapshot(`
      [
        "73a39f8608f63b29",
        "75eee6c72dc415d8",
        "fee6ee80ed4ca670",
      ]
    `);
  });

  it("names what clients look for", () => {
    const paths = unified.lookup.map(({ path }) => path.join("::"));
    for (const path of [
      "sp_core::crypto::AccountId32",
      "sp_runtime::multiaddress::MultiAddress",
      "sp_runtime::generic::unchecked_extrinsic::UncheckedExtrinsic",
      "sp_runtime::generic::era::Era",
      "sp_runtime::MultiSignature",
      "sp_runtime::DispatchError",
      "frame_system::EventRecord",
      "frame_system::AccountInfo",
      "pallet_balances::types::AccountData",
      "pallet_balances::pallet::Call",
      "sp_weights::weight_v2::Weight",
      "primitive_types::H256",
    ])
      expect(paths).toContain(path);
    expect(
      new Set(
        unified.lookup.map(({ path, params, def }) =>
          JSON.stringify({ path, params, def }, (_, v) => (typeof v === "bigint" ? `${v}` : v)),
        ),
      ).size,
    ).toBe(paths.length);
  });
});

describe("encodings equal those the reference client derives from the metadata", () => {
  for (const pallet of pallets) {
    it(`${pallet.name}: storage`, () => {
      for (const [field, item] of Object.entries<StorageItem>(pallet.items)) {
        const other = oracle.buildStorage(pallet.name, itemName(field));
        expectAgreement(item.type, other.value as Codec, `${pallet.name}.${field}`);
        if (item.initial !== undefined)
          expect(toHex(encode(item.type, item.initial))).toBe(
            toHex((other.value as Codec).enc(other.fallback as never)),
          );
      }
    });

    it(`${pallet.name}: calls, events, constants`, () => {
      for (const [name, { type }] of Object.entries<CallSpec>(pallet.calls))
        expectAgreement(type, oracle.buildCall(pallet.name, name).codec as Codec, `${pallet.name}.${name}`);
      for (const [name, spec] of Object.entries<EventSpec>(pallet.events)) {
        const { codec, location } = oracle.buildEvent(pallet.name, name);
        expect(location).toEqual([pallet.index, spec.index]);
        expectAgreement(struct(spec.fields), codec as Codec, `${pallet.name}.${name}`);
      }
    });
  }

  it("a transfer, by value", () => {
    const dest = { type: "Id", value: alice } as const;
    const { codec, location } = oracle.buildCall("Balances", "transfer_keep_alive");
    const theirs = codec.enc({ dest: { type: "Id", value: encodeAddress(alice, 42) }, value: 12_345_678_901n });
    expect(toHex(encodeCall(makeCall(balances, "transfer_keep_alive", { dest, value: 12_345_678_901n })))).toBe(
      toHex(new Uint8Array([...location, ...theirs])),
    );
  });

  it("storage keys", () => {
    const context = { ss58Prefix: 42 };
    const key = (pallet: string, item: string, ...keys: unknown[]) =>
      findItem(pallets, pallet, item).key(keys, context);
    const theirs = (pallet: string, item: string, ...keys: unknown[]) =>
      oracle.buildStorage(pallet, item).keys.enc(...(keys as never[]));
    const address = encodeAddress(alice, 42);
    expect(key("System", "Account", address)).toBe(theirs("System", "Account", address));
    expect(key("System", "BlockHash", "7")).toBe(theirs("System", "BlockHash", 7));
    expect(key("Contracts", "StateVotes", alice, 9)).toBe(theirs("Contracts", "StateVotes", alice, 9));
    expect(key("Timestamp", "Now")).toBe(theirs("Timestamp", "Now"));
  });

  it("the outer enumerations", () => {
    for (const [name, type] of [
      ["RuntimeCall", outer.call],
      ["RuntimeEvent", outer.event],
    ] as const)
      expectAgreement(type, oracle.buildDefinition(typeId(`pha_runtime::${name}`)) as Codec, name);
  });
});

/** Number of the type with this path. */
function typeId(path: string): number {
  const found = unified.lookup.find((entry) => entry.path.join("::") === path);
  if (!found) throw new Error(`no type ${path}`);
  return found.id;
}
