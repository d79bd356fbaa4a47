import { chainApi } from "@pha/api";
import { fromHex } from "@pha/codec";
import { blake2b256, sha256, verifyListProof } from "@pha/crypto";
import { headerHash } from "@pha/light-client";
import { errors, type Hex, type Network, toHex } from "@pha/sdk";
import { ask } from "../../network/ask.ts";
import type { Certified } from "../../ui/proof.tsx";

/**
 * Proves that a final block holds exactly this extrinsic: its bytes have this hash, and lead to the extrinsics root of a
 * header that validators certified.
 *
 * @throws `sdk.TransactionNotProven`, and what the certificate does not hold by
 */
export async function proveExtrinsic(
  network: Network,
  chain: string,
  hash: Hex,
  number: number,
  index: number,
): Promise<Certified> {
  const block = String(number);
  const [certified, { header }, placed] = await Promise.all([
    network.certified(number),
    ask(chain, chainApi.finality.get, { block }),
    ask(chain, chainApi.blocks.extrinsic, { block, index }),
  ]);
  const { count, extrinsic, siblings } = placed;
  const proof = siblings.map(fromHex);
  const isThere =
    headerHash(header) === certified.hash &&
    toHex(blake2b256(extrinsic)) === hash &&
    verifyListProof(fromHex(header.extrinsicsRoot), count, index, extrinsic, proof, sha256);
  if (!isThere) throw errors.TransactionNotProven({ transaction: hash, block: number });
  return certified;
}
