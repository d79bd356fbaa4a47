import type { Network } from "@pha/sdk";
import type { Certified } from "../ui/proof.tsx";

/** The newest certified block, and how many validators certified it, as this browser has checked. */
export async function certifiedHead(network: Network): Promise<Certified & { readonly hash: string }> {
  const { header, hash } = await network.head();
  if (header.number === 0) return { number: 0, hash, signers: 0, validators: network.validators.addresses.length };
  return network.certified(header.number);
}
