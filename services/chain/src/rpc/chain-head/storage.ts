import { errors, type Hex, toHex } from "@pha/codec";
import { blake2b256 } from "@pha/crypto";
import type { StateAt } from "../../ledger/ledger.ts";
import { limits } from "../limits.ts";
import type { Param } from "../method.ts";
import { key, list, word } from "../params.ts";

const kind = word("value", "hash", "descendantsValues", "descendantsHashes", "closestDescendantMerkleValue");

/** One item of a storage query. */
export interface StorageQuery {
  readonly key: Hex;
  readonly type: ReturnType<typeof kind>;
}

/** What is answered for one key; absent keys give no item. */
export interface StorageItem {
  readonly key: Hex;
  readonly value?: Hex;
  readonly hash?: Hex;
}

const query: Param<StorageQuery> = (value) => {
  if (typeof value !== "object" || value === null) throw errors.BadJson({ expected: "{ key, type }" });
  const fields = value as Record<string, unknown>;
  return { key: key(fields["key"]), type: kind(fields["type"]) };
};

export const queries = list(query, limits.keysPerQuery);

/** Answers the queries page by page, so that no listing has to be held as a whole. */
export async function* readStorage(state: StateAt, wanted: readonly StorageQuery[]): AsyncGenerator<StorageItem[]> {
  const single = wanted.filter(({ type }) => type === "value" || type === "hash");
  const values = await state.getMany(single.map((item) => item.key));
  yield single.flatMap(({ key: one, type }) => item(one, values.get(one), type === "hash"));
  for (const { key: prefix, type } of wanted) {
    if (type !== "descendantsValues" && type !== "descendantsHashes") continue;
    let last: Hex | undefined;
    do {
      const keys = await state.keys(prefix, last, pageSize);
      const page = await state.getMany(keys);
      yield keys.flatMap((one) => item(one, page.get(one), type === "descendantsHashes"));
      last = keys.length < pageSize ? undefined : keys.at(-1);
    } while (last !== undefined);
  }
}

const pageSize = 250;

function item(key: Hex, value: Uint8Array | undefined, asHash: boolean): StorageItem[] {
  if (value === undefined) return [];
  return [asHash ? { key, hash: toHex(blake2b256(value)) } : { key, value: toHex(value) }];
}
