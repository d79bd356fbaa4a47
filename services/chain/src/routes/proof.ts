import { fromHex, type Hex, struct, type TypeOf } from "@pha/codec";
import { Certificate, Header, Witness } from "@pha/light-client";
import type { Ledger, StateAt } from "../ledger/ledger.ts";
import { errors } from "./errors.ts";

/**
 * What it takes to check values of the state: the values with their multiproof, the header whose state root they are
 * proven against, and the certificate of a quorum of validators for that header.
 */
export const StateProof = struct({ witness: Witness, header: Header, certificate: Certificate });
export type StateProof = TypeOf<typeof StateProof>;

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

/** Values of some keys and their multiproof. */
export async function witnessOf(state: StateAt, keys: readonly Hex[]): Promise<TypeOf<typeof Witness>> {
  const { proof, values } = await state.prove(keys);
  return { values: keys.map((key, i) => [fromHex(key), values[i]] as const), proof };
}
