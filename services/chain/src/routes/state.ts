import { chainApi, type InputOf } from "@pha/api";
import { findRepeatedName, fromHex, toHex } from "@pha/codec";
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
    proof: async ({ key: keys, at = "finalized" }) =>
      proveState(ledger, await resolveState(ledger, at), keys.map(toHex)),
    proofs: async ({ keys, at = "finalized" }) => proveState(ledger, await resolveState(ledger, at), keys.map(toHex)),
  });

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
