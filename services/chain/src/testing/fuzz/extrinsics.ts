import { CodedError, concat, encode, type Hex } from "@pha/codec";
import type { Call } from "@pha/frame";
import { encodeSigned, immortal, multiSignature, RuntimeCall, signingPayload } from "@pha/runtime/spec";
import fc from "fast-check";
import { key } from "../test-chain.ts";
import { anyOf } from "./values.ts";

/** Not the sudo key: what root may do to a network is no bug. */
export const signers = ["//Bob", "//Charlie", "//Dave", "//Eve"].map(key);

/** What is done to the bytes of a good extrinsic. */
type Damage = (bytes: Uint8Array) => Uint8Array;

const damage: fc.Arbitrary<Damage> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Damage>((bytes) => bytes) },
  fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })).map(
    ([at, flip]): Damage =>
      (bytes) => {
        const place = at % bytes.length;
        return bytes.map((byte, i) => (i === place ? byte ^ flip : byte));
      },
  ),
  fc.nat().map(
    (length): Damage =>
      (bytes) =>
        bytes.subarray(0, length % bytes.length),
  ),
  fc.uint8Array({ minLength: 1, maxLength: 40 }).map(
    (more): Damage =>
      (bytes) =>
        concat(bytes, more),
  ),
);

/** An extrinsic to be made for the next nonce of its signer: of any call with any arguments, perhaps damaged. */
export interface Making {
  readonly signer: (typeof signers)[number];
  readonly make: (genesisHash: Hex, nonce: number) => Uint8Array;
}

export const makings: fc.Arbitrary<Making> = fc
  .record({
    signer: fc.constantFrom(...signers),
    call: anyOf(RuntimeCall),
    tip: fc.bigInt(0n, 1_000n),
    ahead: fc.nat(2),
    damage,
  })
  .map(({ signer, call, tip, ahead, damage: harm }) => ({
    signer,
    make(genesisHash, nonce) {
      const extra = { era: immortal, nonce: nonce + (ahead === 2 ? 1 : 0), tip };
      const bytes = encodeOrNothing(call as Call);
      const signature = multiSignature("sr25519", signer.sign(signingPayload(bytes, extra, { genesisHash })));
      return harm(encodeSigned(signer.accountId, signature, extra, bytes.length > 1 ? (call as Call) : nothing));
    },
  }));

const nothing: Call = { type: "System", value: { type: "remark", value: { remark: new Uint8Array() } } };

/** Bounds are not in metadata: a value outside of them cannot be written, and stands for the smallest call. */
function encodeOrNothing(call: Call): Uint8Array {
  try {
    return encode(RuntimeCall, call);
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    return encode(RuntimeCall, nothing);
  }
}

/** A length in front, as compact integer of four bytes. */
const prefixed = (bytes: Uint8Array): Uint8Array =>
  concat(
    Uint8Array.of(2 | ((bytes.length & 63) << 2), bytes.length >> 6, bytes.length >> 14, bytes.length >> 22),
    bytes,
  );

const unsigned = (call: Uint8Array): Uint8Array => prefixed(concat(Uint8Array.of(4), call));

const batch = Uint8Array.of(4, 0, 4);

/** Bytes that nobody signed: noise, calls that nest deeper than a stack, lists that claim to be endless. */
export const raw: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.uint8Array({ maxLength: 300 }).map(prefixed),
  fc.nat(100_000).map((depth) => unsigned(concat(...Array.from({ length: depth }, () => batch)))),
  fc
    .constantFrom([3, 255, 255, 255, 255], [254, 255, 255, 255], [19, 255, 255, 255, 255, 255, 255, 255, 255])
    .map((length) => unsigned(Uint8Array.from([4, 0, ...length]))),
);
