import { encode, toHex } from "@pha/codec";
import { DigestItem, type Header } from "@pha/light-client";

/** The first field in which a block's header and the one that running it gave differ, both without seal. */
export function differenceOf(block: Header, replayed: Header) {
  for (const field of ["parentHash", "number", "stateRoot", "extrinsicsRoot"] as const)
    if (block[field] !== replayed[field]) return { field, block: block[field], replayed: replayed[field] };
  const [ours, theirs] = [block, replayed].map(({ digest }) =>
    digest.map((item) => toHex(encode(DigestItem, item))).join(),
  );
  return ours === theirs ? undefined : { field: "digest", block: ours, replayed: theirs };
}
