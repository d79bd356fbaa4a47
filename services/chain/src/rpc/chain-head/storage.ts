import { errors, type Hex, toHex } from "@pha/codec";
import { blake2b256 } from "@pha/crypto";
import type { StateAt } from "../../ledger/ledger.ts";
import type { Read } from "../connection.ts";
import { limits } from "../limits.ts";
import type { Param } from "../method.ts";
import { key, set, word } from "../params.ts";
import type { Operation } from "./operations.ts";

const kind = word("value", "hash", "descendantsValues", "descendantsHashes", "closestDescendantMerkleValue");

/** One item of a storage query. */
export interface StorageQuery {
  readonly key: Hex;
  readonly type: ReturnType<typeof kind>;
  /** Behind which key a listing of descendants begins. */
  readonly start: Hex | undefined;
}

/** What is answered for one key; absent keys give no item. */
export interface StorageItem {
  readonly key: Hex;
  readonly value?: Hex;
  readonly hash?: Hex;
  readonly closestDescendantMerkleValue?: Hex;
}

const isListing = (type: StorageQuery["type"]) => type === "descendantsValues" || type === "descendantsHashes";

const query: Param<StorageQuery> = (value) => {
  if (typeof value !== "object" || value === null) throw errors.BadJson({ expected: "{ key, type }" });
  const { key: of, type: as, paginationStartKey } = value as Record<string, unknown>;
  const type = kind(as);
  if (paginationStartKey != null && !isListing(type))
    throw errors.BadJson({ expected: "paginationStartKey with descendantsValues or descendantsHashes only" });
  return { key: key(of), type, start: paginationStartKey == null ? undefined : key(paginationStartKey) };
};

export const queries = set(query, limits.keysPerQuery);

/**
 * Answers the queries page by page, so that nothing has to be held as a whole: a page has as much as one request may
 * read. A digest reads all that it is of, and tells one item: it is made once, however often it is asked for, and whoever
 * has left is noticed after each.
 */
export async function* readStorage(
  state: StateAt,
  wanted: readonly StorageQuery[],
  read: Read,
): AsyncGenerator<StorageItem[]> {
  const single = wanted.filter(({ type }) => type === "value" || type === "hash");
  for await (const page of readPages(state, [...new Set(single.map(({ key }) => key))], read))
    yield single.flatMap(({ key: one, type }) => item(one, page.get(one), type === "hash"));
  const digests = new Map<Hex, Hex | undefined>();
  for (const { key: prefix, type, start } of wanted) {
    if (type === "closestDescendantMerkleValue") {
      if (!digests.has(prefix)) digests.set(prefix, await read(() => state.digest(prefix)));
      const digest = digests.get(prefix);
      yield digest === undefined ? [] : [{ key: prefix, closestDescendantMerkleValue: digest }];
    }
    if (!isListing(type)) continue;
    let last = start;
    do {
      const keys = await read(() => state.keys(prefix, last, pageSize));
      for await (const page of readPages(state, keys, read))
        yield [...page].flatMap(([one, value]) => item(one, value, type === "descendantsHashes"));
      last = keys.length < pageSize ? undefined : keys.at(-1);
    } while (last !== undefined);
  }
}

/** Values of keys that are all different, in their order. */
async function* readPages(state: StateAt, keys: readonly Hex[], read: Read) {
  for (let at = 0; at < keys.length; ) {
    const page = await read(() => state.getSome(keys.slice(at)));
    yield page;
    at += page.size;
  }
}

/** Tells the answers, and waits each time that many, or long ones, are told until the client asks for more. */
export async function tellStorage(
  state: StateAt,
  wanted: readonly StorageQuery[],
  { tell, isStopped, askToContinue }: Operation,
  read: Read,
): Promise<void> {
  let unanswered = 0;
  let length = 0;
  for await (const items of readStorage(state, wanted, read)) {
    const added = items.reduce((sum, { value = "" }) => sum + value.length, 0);
    const isMuch = unanswered + items.length > limits.storageItems || length + added > limits.answerBytes;
    if (unanswered > 0 && isMuch) {
      await askToContinue();
      unanswered = 0;
      length = 0;
    }
    if (isStopped()) return;
    unanswered += items.length;
    length += added;
    if (items.length > 0) tell("operationStorageItems", { items });
  }
  tell("operationStorageDone");
}

const pageSize = 250;

function item(key: Hex, value: Uint8Array | undefined, asHash: boolean): StorageItem[] {
  if (value === undefined) return [];
  return [asHash ? { key, hash: toHex(blake2b256(value)) } : { key, value: toHex(value) }];
}
