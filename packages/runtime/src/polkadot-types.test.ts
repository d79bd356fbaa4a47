import {
  type AnyType,
  concat,
  decode,
  encode,
  fromHex,
  type Hex,
  MultiSignature,
  struct,
  toHex,
  toJson,
} from "@pha/codec";
import { type CallSpec, type EventSpec, encodeMetadata, findItem, type StorageItem, viewOf } from "@pha/frame";
import { expandMetadata, Metadata, TypeRegistry } from "@polkadot/types";
import type { Codec } from "@polkadot/types/types";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Era, mortalEra } from "./extrinsic/era.ts";
import { type Extra, payloadBytes } from "./extrinsic/extensions.ts";
import { extrinsicHash } from "./extrinsic/extrinsic.ts";
import { additionalOf, encodeSigned, multiSignature } from "./extrinsic/signing.ts";
import { pallets, RuntimeCall, runtimeSpec } from "./runtime-spec.ts";
import { sampleBytes } from "./testing/samples.ts";

const registry = new TypeRegistry();
const metadata = new Metadata(registry, toHex(encodeMetadata(runtimeSpec, 14, viewOf(new Map()))));
registry.setMetadata(metadata);
const { query } = expandMetadata(registry, metadata);
const context = { ss58Prefix: 42 };

const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);
/** Not all zeros: the library takes such a signature for none. */
const hex = (length: number) =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((bytes): Hex => toHex(bytes.with(0, 1)));

/**
 * Bytes of random values, as we write them. Addresses are accounts, as this ledger has no others; some of those the
 * library does not write as its own metadata says.
 */
const written = (type: AnyType): fc.Arbitrary<Uint8Array> =>
  sampleBytes(type)
    .map((bytes) => decode(type, bytes))
    .filter((value) => !/"type":"(Index|Raw|Address\d+)"/.test(JSON.stringify(toJson(type, value))))
    .map((value) => encode(type, value));

/** The value in JSON as the library takes it again: indices of calls, and votes, as bytes. */
const revived = (json: unknown): unknown =>
  JSON.parse(JSON.stringify(json), (name, value) =>
    typeof value === "string" && ["callIndex", "vote"].includes(name) ? fromHex(value) : value,
  );

/** A variant as the library takes it. */
const asEnum = (json: unknown): unknown => {
  const { type, value = null } = Object(json) as { readonly type?: unknown; readonly value?: unknown };
  return typeof type === "string" ? { [type]: value } : json;
};

/** The library reads what we write, and writes the same; of the value in JSON too, but for events, which it only reads. */
function expectAgreement(
  samples: fc.Arbitrary<Uint8Array>,
  read: (value: unknown) => Codec,
  name: string,
  isEvent = false,
): void {
  fc.assert(
    fc.property(samples, (bytes) => {
      const theirs = read(bytes);
      expect(toHex(theirs.toU8a()), name).toBe(toHex(bytes));
      if (!isEvent) expect(toHex(read(revived(theirs.toJSON())).toU8a()), `${name}, of JSON`).toBe(toHex(bytes));
    }),
    { numRuns: 5 },
  );
}

describe("encodings equal those of @polkadot/types", () => {
  for (const pallet of pallets) {
    it(`${pallet.name}: keys and values of storage`, () => {
      for (const [field, item] of Object.entries<StorageItem>(pallet.items)) {
        const entry = query[lowerFirst(pallet.name)]?.[field];
        if (!entry) throw new Error(`no item ${field}`);
        const { type } = entry.meta;
        const name = registry.createLookupType(type.isPlain ? type.asPlain : type.asMap.value);
        const create = (value: unknown) => registry.createType(name, value);
        expectAgreement(written(item.type), create, `${pallet.name}.${field}`, field === "events");
        const keys = fc.tuple(...item.keys.map((key) => written(key.type).map((bytes) => decode(key.type, bytes))));
        fc.assert(
          fc.property(keys, (values) => {
            const json = item.keys.map((key, i) => toJson(key.type, values[i], context));
            const ours = findItem(pallets, pallet.name, field).key(json, context);
            // Theirs has its length in front.
            expect(toHex(entry(...json.map(asEnum))).slice(-ours.length + 2)).toBe(ours.slice(2));
          }),
          { numRuns: 3 },
        );
      }
    });

    it(`${pallet.name}: calls and events`, () => {
      for (const [name, { type, index }] of Object.entries<CallSpec>(pallet.calls)) {
        const at = Uint8Array.of(pallet.index, index);
        expectAgreement(
          written(type).map((args) => concat(at, args)),
          (value) => registry.createType("Call", value),
          `${pallet.name}.${name}`,
        );
      }
      for (const [name, { fields, index }] of Object.entries<EventSpec>(pallet.events))
        expectAgreement(
          written(struct(fields)).map((data) => concat(Uint8Array.of(pallet.index, index), data)),
          (value) => registry.createType("Event", value),
          `${pallet.name}.${name}`,
          true,
        );
    });
  }

  it("extrinsics: what is signed, the whole, and its hash, for any call, nonce, tip and era", () => {
    const era = fc.oneof(
      fc.constant({ type: "Immortal" } as const),
      fc
        .tuple(fc.integer({ min: 4, max: 65_536 }), fc.nat(1_000_000))
        .map(([period, birth]) => mortalEra(period, birth)),
    );
    const extra: fc.Arbitrary<Extra> = fc.record({
      era,
      nonce: fc.nat(2 ** 31),
      tip: fc.bigInt(0n, (1n << 100n) - 1n),
    });
    const scheme = fc.constantFrom("sr25519", "ed25519", "ecdsa");
    fc.assert(
      fc.property(written(RuntimeCall), extra, hex(32), hex(32), hex(65), scheme, (callBytes, extra, ...rest) => {
        const [signer, genesisHash, random, scheme] = rest;
        const signature = multiSignature(scheme, scheme === "ecdsa" ? random : (random.slice(0, 130) as Hex));
        const additional = additionalOf({ genesisHash });
        const method = registry.createType("Call", callBytes);
        const payload = {
          method: method.toHex(),
          era: toHex(encode(Era, extra.era)),
          nonce: extra.nonce,
          tip: extra.tip,
          specVersion: additional.specVersion,
          transactionVersion: additional.transactionVersion,
          genesisHash,
          blockHash: additional.eraBlockHash,
        };
        const signed = registry.createType("ExtrinsicPayload", payload, { version: 4 });
        expect(toHex(signed.toU8a({ method: true }))).toBe(toHex(payloadBytes(callBytes, extra, additional)));

        const ours = encodeSigned(signer, signature, extra, decode(RuntimeCall, callBytes));
        const theirs = registry
          .createType("Extrinsic", { method }, { version: 4 })
          .addSignature(signer, toHex(encode(MultiSignature, signature)), payload);
        expect(theirs.toHex()).toBe(toHex(ours));
        expect(theirs.hash.toHex()).toBe(extrinsicHash(ours));
      }),
      { numRuns: 50 },
    );
  });
});
