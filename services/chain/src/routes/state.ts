import { chainApi, type InputOf, usualPage } from "@pha/api";
import { errors, findRepeatedName, fromHex, toHex } from "@pha/codec";
import { findItem } from "@pha/frame";
import { implement, type Route } from "@pha/service-kit/http";
import { computed } from "../ledger/read-budget.ts";
import { resolveState } from "./block-id.ts";
import type { RouteDeps } from "./deps.ts";
import { proveState } from "./proof.ts";

export function stateRoutes({ ledger, json: context }: RouteDeps): Route[] {
  return implement(chainApi.state, {
    value: (input) => read(input, []),
    entry: (input) => read(input, [input.key]),
    doubleEntry: (input) => read(input, [input.key, input.key2]),
    entries: list,
    proof: async ({ key: keys, at = "finalized" }) =>
      proveState(ledger, await resolveState(ledger, at), keys.map(toHex)),
    proofs: async ({ keys, at = "finalized" }) => proveState(ledger, await resolveState(ledger, at), keys.map(toHex)),
  });

  async function list(input: InputOf<typeof chainApi.state.entries>) {
    const { limit = usualPage, at = "head" } = input;
    const state = await resolveState(ledger, at);
    const found = findItem((await state.runtime()).pallets, input.pallet, input.item);
    const prefix = found.prefix((input.key ?? []).map(parseKey), context);
    const after = input.after && toHex(input.after);
    if (after !== undefined && !after.startsWith(prefix))
      throw errors.BadJson({ field: "query.after", expected: "the next of a page of this listing" });
    const keys = await state.keys(prefix, after, limit + 1);
    const values = await state.getSome(keys.slice(0, limit));
    const entries = computed(() =>
      [...values].map(([storageKey, value]) => ({
        keys: found.keysOf(storageKey, context),
        storageKey: fromHex(storageKey),
        value: found.value(value, context),
      })),
    );
    const next = entries.length < keys.length ? entries.at(-1)?.storageKey : undefined;
    return { pallet: found.pallet.name, item: found.name, block: state.block, entries, next };
  }

  async function read(
    { pallet, item, at, proof = false }: InputOf<typeof chainApi.state.value>,
    keys: readonly string[],
  ) {
    const state = await resolveState(ledger, at ?? (proof ? "finalized" : "head"));
    const { pallets } = await state.runtime();
    const found = findItem(pallets, pallet, item);
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
      value: computed(() => found.value(stored, context)),
      bytes: stored,
      proof: proven,
    };
  }
}

/** Keys that are structures or lists come as JSON; it is no longer than a URL. */
function parseKey(text: string): unknown {
  if (!/^[[{]/.test(text)) return text;
  try {
    const key = JSON.parse(text);
    return findRepeatedName(text) ? text : key;
  } catch {
    return text;
  }
}
