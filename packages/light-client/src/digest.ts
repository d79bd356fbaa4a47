import {
  bytes,
  concat,
  enumeration,
  fixedBytes,
  fromHex,
  type Hex,
  type TypeOf,
  toHex,
  tuple,
  u32be,
  u64be,
  utf8,
  variant,
} from "@pha/codec";
import { errors } from "./errors.ts";
import { type AnnouncedSet, decodeValidatorSet, encodeValidatorSet } from "./validator-set.ts";

const engineData = tuple(fixedBytes(4), bytes({ max: 8_192 }));

/** Substrate's `DigestItem`: what a header says beside its roots, under four-byte engine ids. */
export const DigestItem = enumeration(
  {
    Other: variant(0, bytes({ max: 8_192 })),
    Consensus: variant(4, engineData),
    Seal: variant(5, engineData),
    PreRuntime: variant(6, engineData),
    RuntimeEnvironmentUpdated: variant(8),
  },
  { path: ["sp_runtime", "generic", "digest", "DigestItem"] },
);
export type DigestItem = TypeOf<typeof DigestItem>;

/** Engine ids of this ledger's digest items. */
export const engines = {
  /** PreRuntime: `u64 authoring epoch ‖ u32 round`. */
  author: toHex(utf8("pAUT")),
  /** Consensus: `u64` block time in ms, `= Timestamp.Now`. */
  time: toHex(utf8("pTIM")),
  /** Consensus: 32-byte root of all bridge messages ever queued, this block's included. */
  outbound: toHex(utf8("pOUT")),
  /** Consensus, only on a change: the set that certifies from the next block on, as its hash covers it. */
  set: toHex(utf8("pSET")),
  /** Seal: 64-byte Ed25519 signature. */
  seal: toHex(utf8("pSEA")),
} as const;

/** Contents of a block's digest. */
export interface Digest {
  /** Rises with every change of the author; never below the parent's. */
  readonly epoch: bigint;
  /** 0 for the first proposal at a height. */
  readonly round: number;
  readonly timeMs: bigint;
  readonly outboundRoot: Hex;
  /** The set that certifies from the next block on, when it changes. */
  readonly nextSet?: AnnouncedSet;
}

/** The digest items, without the seal, in the one order in which a header carries them. */
export function makeDigest({ epoch, round, timeMs, outboundRoot, nextSet }: Digest): DigestItem[] {
  const items: DigestItem[] = [
    { type: "PreRuntime", value: [engines.author, concat(u64be(epoch), u32be(round))] },
    { type: "Consensus", value: [engines.time, u64be(timeMs)] },
    { type: "Consensus", value: [engines.outbound, fromHex(outboundRoot)] },
  ];
  if (nextSet) items.push({ type: "Consensus", value: [engines.set, encodeValidatorSet(nextSet)] });
  return items;
}

/**
 * Reads what {@link makeDigest} made, from a header with or without its seal.
 *
 * @throws `light-client.BadDigest` for any other items, order or length. The genesis header has none: do not ask.
 */
export function readDigest({ digest }: { readonly digest: readonly DigestItem[] }): Digest {
  const items = digest.at(-1)?.type === "Seal" ? digest.slice(0, -1) : digest;
  const [author, time, outbound, set] = items;
  if (items.length > 4) throw errors.BadDigest({ items: items.length });
  const authoring = dataOf(author, "PreRuntime", engines.author, 12);
  const common = {
    epoch: authoring.getBigUint64(0),
    round: authoring.getUint32(8),
    timeMs: dataOf(time, "Consensus", engines.time, 8).getBigUint64(0),
    outboundRoot: toHex(bytesOf(dataOf(outbound, "Consensus", engines.outbound, 32))),
  };
  if (!set) return common;
  return { ...common, nextSet: decodeValidatorSet(bytesOf(dataOf(set, "Consensus", engines.set))) };
}

function dataOf(item: DigestItem | undefined, type: "PreRuntime" | "Consensus", engine: Hex, length?: number) {
  if (item?.type !== type || item.value[0] !== engine) throw errors.BadDigest({ missing: engine });
  const data = item.value[1];
  if (length !== undefined && data.length !== length) throw errors.BadDigest({ engine, length: data.length });
  return new DataView(data.buffer, data.byteOffset, data.length);
}

const bytesOf = (view: DataView) => new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
