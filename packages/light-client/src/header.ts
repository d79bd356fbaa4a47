import { compact, encode, H256, type Hex, struct, type TypeOf, toHex, u32, vec } from "@pha/codec";
import { blake2b256, listRoot, sha256 } from "@pha/crypto";
import { DigestItem, readDigest } from "./digest.ts";

/** A block header, in Substrate's SCALE. */
export const Header = struct({
  parentHash: H256,
  number: compact(u32),
  stateRoot: H256,
  extrinsicsRoot: H256,
  digest: vec(DigestItem, { max: 16 }),
});
export type Header = TypeOf<typeof Header>;

/** BLAKE2b-256 of the SCALE header: the block's hash. */
export const headerHash = (header: Header): Hex => toHex(blake2b256(encode(Header, header)));

/** Root of the block's extrinsics (their exact bytes, in order): a SHA-256 list. */
export const extrinsicsRoot = (extrinsics: readonly Uint8Array[]): Hex => toHex(listRoot(extrinsics, sha256));

const zeroHash: Hex = `0x${"00".repeat(32)}`;

/** The header of block 0 over a genesis state. It has no digest: nobody authored or timed it. */
export const genesisHeader = (stateRoot: Hex): Header => ({
  parentHash: zeroHash,
  number: 0,
  stateRoot,
  extrinsicsRoot: extrinsicsRoot([]),
  digest: [],
});

/**
 * Time, authoring epoch and round of a block as its child is measured against; zero for genesis.
 *
 * @throws `light-client.BadDigest`
 */
export function blockTime(header: Header): { readonly timeMs: bigint; readonly epoch: bigint; readonly round: number } {
  return header.number === 0 ? { timeMs: 0n, epoch: 0n, round: 0 } : readDigest(header);
}

/** One field of a header, as given and as running its block gave it. */
export interface HeaderDifference {
  readonly field: string;
  readonly given: string | number | undefined;
  readonly executed: string | number | undefined;
}

/** The first field in which a header and the one that running its block gave differ, both without seal. */
export function headerDifference(given: Header, executed: Header): HeaderDifference | undefined {
  for (const field of ["parentHash", "number", "stateRoot", "extrinsicsRoot"] as const)
    if (given[field] !== executed[field]) return { field, given: given[field], executed: executed[field] };
  const [ours, theirs] = [given, executed].map(({ digest }) => digest.map(itemHex).join());
  return ours === theirs ? undefined : { field: "digest", given: ours, executed: theirs };
}

const itemHex = (item: DigestItem): Hex => toHex(encode(DigestItem, item));

/** A header as Substrate's JSON-RPC shows it: number in hex, digest items as hex of their SCALE. */
export interface RpcHeader {
  readonly parentHash: Hex;
  readonly number: Hex;
  readonly stateRoot: Hex;
  readonly extrinsicsRoot: Hex;
  readonly digest: { readonly logs: readonly Hex[] };
}

/** The header for `chain_getHeader` and the head subscriptions. */
export const toRpcHeader = (header: Header): RpcHeader => ({
  parentHash: header.parentHash,
  number: `0x${header.number.toString(16)}`,
  stateRoot: header.stateRoot,
  extrinsicsRoot: header.extrinsicsRoot,
  digest: { logs: header.digest.map(itemHex) },
});
