import type { StateProof } from "@pha/api";
import { fromHex, type Hex } from "@pha/codec";
import type { Witness } from "@pha/light-client";
import type { Ledger, StateAt } from "../ledger/ledger.ts";
import { errors } from "./errors.ts";

/**
 * Proves values of a certified block's state.
 *
 * @throws `chain-api.NotCertified`
 */
export async function proveState(ledger: Ledger, state: StateAt, keys: readonly Hex[]): Promise<StateProof> {
  const certificate = await ledger.findCertificate(state.block.number);
  if (certificate === undefined) throw errors.NotCertified({ number: state.block.number });
  return { witness: await witnessOf(state, keys), header: state.header, certificate };
}

/** Values of some keys, each once, and their multiproof. */
export async function witnessOf(state: StateAt, given: readonly Hex[]): Promise<Witness> {
  const keys = [...new Set(given)];
  const { proof, values } = await state.prove(keys);
  return { values: keys.map((key, i) => [fromHex(key), values[i]] as const), proof };
}
