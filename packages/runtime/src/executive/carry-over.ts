import { type AccountId, decode, encode, type Hex } from "@pha/codec";
import { itemPrefix, NotLoaded, type StateView } from "@pha/frame";
import type { CarryRule } from "../pallet.ts";
import type { Machine } from "./machine.ts";

/** Name and keys of a network that begins with the state of another; everything else stays. */
export interface NewNetwork {
  readonly name: string;
  /** Ethereum addresses of those who certify block 1. */
  readonly validators?: readonly Hex[];
  /** Ed25519 public keys that may seal blocks. */
  readonly authors?: readonly Hex[];
  /** Account that gets the author's share of fees. */
  readonly beneficiary?: AccountId;
}

const PREFIX_LENGTH = itemPrefix("System", "Number").length;

/** @see Runtime.carryOver */
export function carryOver(
  { pallets, spec }: Machine,
  state: StateView,
  keys: readonly Hex[],
  network: NewNetwork,
): Map<Hex, Uint8Array | undefined> {
  const rules = new Map(pallets.flatMap(({ carryOver: own = [] }) => own).map((rule) => [rule.prefix, rule]));
  const ruleOf = (key: Hex): CarryRule | undefined => rules.get(key.slice(0, PREFIX_LENGTH) as Hex);
  loadTogether(
    state,
    keys.flatMap((key) => ruleOf(key)?.reads(key) ?? []),
  );
  return new Map(
    keys.map((key) => {
      const value = state.get(key);
      const rule = value && ruleOf(key);
      if (!rule) return [key, value] as const;
      const { type } = rule.item;
      const changed = rule.change(decode(type, value), { key, state, network, specs: spec.pallets });
      return [key, changed === undefined ? undefined : encode(type, changed)] as const;
    }),
  );
}

/** @throws NotLoaded with all keys that are missing. */
function loadTogether(state: StateView, keys: readonly Hex[]): void {
  const missing = keys.filter((key) => !isLoaded(state, key));
  if (missing.length > 0) throw new NotLoaded(missing);
}

function isLoaded(state: StateView, key: Hex): boolean {
  try {
    state.get(key);
    return true;
  } catch (error) {
    if (error instanceof NotLoaded) return false;
    throw error;
  }
}
