import { bool, bytes, option, struct, text, vec } from "@pha/codec";
import { errors as frameErrors } from "@pha/frame";
import { maxHttpBodyBytes, maxHttpReplyBytes, maxProvenKeys } from "@pha/limits";
import { endpoint } from "../endpoint.ts";
import { json, maxPage, PageSize } from "../types.ts";
import { apiErrors, errors } from "./errors.ts";
import { Block, BlockId, StateProof } from "./types.ts";

const name = text({ max: 64 });
const key = text({ max: 2_048 });
const storageKey = bytes({ max: 512 });

const Item = struct({
  pallet: name,
  item: name,
  storageKey,
  block: Block,
  /** What the item holds, its initial value when nothing is stored. */
  value: json,
  /** The stored SCALE bytes; null when nothing is stored. */
  bytes: option(bytes({ max: 8_388_608 })),
  proof: option(StateProof),
});

const Entries = struct({
  pallet: name,
  item: name,
  block: Block,
  entries: vec(struct({ keys: vec(json, { max: 8 }), storageKey, value: json }), { max: maxPage }),
  /** Begins the next page. A page may have fewer entries than were asked for: large ones. */
  next: option(storageKey),
});

const notThere = [apiErrors.BadBlockId, errors.BlockNotFound, errors.StateNotKept, apiErrors.NotCertified];
const item = {
  query: { at: option(BlockId), proof: option(bool) },
  reply: Item,
  maxReplyBytes: maxHttpReplyBytes,
  errors: [frameErrors.UnknownPallet, frameErrors.UnknownItem, frameErrors.BadKey, ...notThere],
};

/** `/v1/state`: any storage item by the names that metadata uses. */
export const state = {
  value: endpoint("GET /v1/state/:pallet/:item", {
    summary: "A storage value; with ?proof=true what it takes to check it, at the newest certified block.",
    params: { pallet: name, item: name },
    ...item,
  }),
  entry: endpoint("GET /v1/state/:pallet/:item/:key", {
    summary:
      "A storage map's value by its key: an address, a number, a hash, or the key's JSON; /v1/entries lists the keys that there are.",
    params: { pallet: name, item: name, key },
    ...item,
  }),
  doubleEntry: endpoint("GET /v1/state/:pallet/:item/:key/:key2", {
    summary: "A storage double map's value by its two keys.",
    params: { pallet: name, item: name, key, key2: key },
    ...item,
  }),
  entries: endpoint("GET /v1/entries/:pallet/:item", {
    summary:
      "What a storage map holds, in the order of its storage keys, with ?key= only below its first keys. next begins the next page as ?after=.",
    tag: "state",
    params: { pallet: name, item: name },
    query: {
      key: option(vec(key, { max: 8 })),
      after: option(storageKey),
      limit: option(PageSize),
      at: option(BlockId),
    },
    reply: Entries,
    maxReplyBytes: maxHttpReplyBytes,
    errors: item.errors,
  }),
  proof: endpoint("GET /v1/proofs", {
    summary: "Values of any storage keys, absent ones too, with their proof: ?key=0x…&key=0x…",
    query: { key: vec(storageKey, { max: 64 }), at: option(BlockId) },
    reply: StateProof,
    maxReplyBytes: maxHttpReplyBytes,
    errors: notThere,
  }),
  proofs: endpoint("POST /v1/proofs", {
    summary: "The same for more keys than a URL holds.",
    body: { keys: vec(storageKey, { max: maxProvenKeys }), at: option(BlockId) },
    maxBodyBytes: maxHttpBodyBytes,
    reply: StateProof,
    maxReplyBytes: maxHttpReplyBytes,
    repeatable: true,
    errors: notThere,
  }),
};
