import { bool, bytes, fromHex, option, struct, text, toHex, vec } from "@pha/codec";
import { findItem, errors as frameErrors } from "@pha/frame";
import { type AnyRoute, route } from "@pha/service-kit/http";
import { errors as chainErrors } from "../errors.ts";
import { Block, BlockId, resolveState } from "./block-id.ts";
import type { RouteDeps } from "./deps.ts";
import { errors } from "./errors.ts";
import { json } from "./json.ts";
import { proveState, StateProof } from "./proof.ts";

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

const query = struct({ at: option(BlockId), proof: option(bool) });
const problems = [
  frameErrors.UnknownPallet,
  frameErrors.UnknownItem,
  frameErrors.BadKey,
  errors.BadBlockId,
  chainErrors.BlockNotFound,
  chainErrors.StateNotKept,
  errors.NotCertified,
];

/** `/v1/state`: any storage item by the names that metadata uses. */
export function stateRoutes({ ledger, json: context }: RouteDeps): AnyRoute[] {
  const common = { method: "GET", query, reply: Item, errors: problems } as const;
  return [
    route({
      ...common,
      url: "/v1/state/:pallet/:item",
      summary: "A storage value; with ?proof=true what it takes to check it, at the newest certified block.",
      params: struct({ pallet: name, item: name }),
      handle: ({ params, query }) => read(params, [], query),
    }),
    route({
      ...common,
      url: "/v1/state/:pallet/:item/:key",
      summary: "A storage map's value by its key: an address, a number, a hash, or the key's JSON.",
      params: struct({ pallet: name, item: name, key }),
      handle: ({ params, query }) => read(params, [params.key], query),
    }),
    route({
      ...common,
      url: "/v1/state/:pallet/:item/:key/:key2",
      summary: "A storage double map's value by its two keys.",
      params: struct({ pallet: name, item: name, key, key2: key }),
      handle: ({ params, query }) => read(params, [params.key, params.key2], query),
    }),
    route({
      method: "GET",
      url: "/v1/proofs",
      summary: "Values of any storage keys, absent ones too, with their proof: ?key=0x…&key=0x…",
      query: struct({ key: vec(storageKey, { max: 64 }), at: option(BlockId) }),
      reply: StateProof,
      errors: [errors.BadBlockId, chainErrors.BlockNotFound, chainErrors.StateNotKept, errors.NotCertified],
      async handle({ query: { key: keys, at = "finalized" } }) {
        return proveState(ledger, await resolveState(ledger, at), keys.map(toHex));
      },
    }),
    route({
      method: "POST",
      url: "/v1/proofs",
      summary: "The same for more keys than a URL holds.",
      body: struct({ keys: vec(storageKey, { max: 4_096 }), at: option(BlockId) }),
      reply: StateProof,
      errors: [errors.BadBlockId, chainErrors.BlockNotFound, chainErrors.StateNotKept, errors.NotCertified],
      async handle({ body: { keys, at = "finalized" } }) {
        return proveState(ledger, await resolveState(ledger, at), keys.map(toHex));
      },
    }),
  ];

  async function read(
    names: { readonly pallet: string; readonly item: string },
    keys: readonly string[],
    { at, proof = false }: { readonly at: string | undefined; readonly proof: boolean | undefined },
  ) {
    const state = await resolveState(ledger, at ?? (proof ? "finalized" : "head"));
    const { pallets } = await state.runtime();
    const found = findItem(pallets, names.pallet, names.item);
    const storageKey = found.key(keys.map(parseKey), context);
    const [stored, proven] = await Promise.all([
      state.get(storageKey),
      proof ? proveState(ledger, state, [storageKey]) : undefined,
    ]);
    return {
      pallet: found.pallet.name,
      item: found.name,
      storageKey: fromHex(storageKey),
      block: state.block,
      value: found.value(stored, context),
      bytes: stored,
      proof: proven,
    };
  }
}

/** Keys that are structures or lists come as JSON. */
function parseKey(text: string): unknown {
  if (!/^[[{]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
