import type { Hex } from "@pha/codec";
import { Execution, type Implementation, viewOf } from "@pha/frame";
import type { ChainSpec } from "../chain-spec/chain-spec.ts";
import { codeKey } from "../pallets/system/new-code.ts";
import { system } from "../pallets/system/spec.ts";
import type { Machine } from "./machine.ts";
import { migrationsOf } from "./migrations.ts";

const zeroHash: Hex = `0x${"00".repeat(32)}`;

/**
 * State of block 0: what each pallet makes of its part of the chain spec.
 *
 * @throws `runtime.BadGenesis` for a spec that contradicts itself.
 */
export function genesisState(machine: Machine, spec: ChainSpec, code: Uint8Array): Map<Hex, Uint8Array> {
  const { pallets, implementations } = machine;
  const parts: Readonly<Record<string, unknown>> = spec.genesis;
  const context = { number: 0, parentHash: zeroHash, genesisHash: zeroHash, timeMs: 0n };
  const execution = new Execution(viewOf(new Map()), context, implementations);
  for (const { spec: pallet, genesis } of pallets) {
    const env = execution.envOf(implementations.get(pallet.name) as Implementation);
    genesis?.(env, parts[partName(pallet.name)] ?? pallet.genesis?.initial, spec);
  }
  const { migrated } = execution.of(system).state;
  for (const { name } of migrationsOf(machine)) migrated.put(name, 0);
  const state = new Map<Hex, Uint8Array>([[codeKey, code]]);
  for (const [key, value] of execution.overlay.changes()) if (value) state.set(key, value);
  return state;
}

/** A pallet's part of a chain spec is named after it in camelCase: `transactionPayment`. */
const partName = (pallet: string): string => `${pallet.charAt(0).toLowerCase()}${pallet.slice(1)}`;
