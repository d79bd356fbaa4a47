import { decode, encode } from "@pha/codec";
import { LightClient, Milestone } from "@pha/light-client";
import type { CoreHost } from "./core.ts";
import type { StartRequest } from "./requests.ts";
import { unseal } from "./unseal.ts";

const purpose = "milestone";
const version = 1;

/** Where a light client is, for this program's next start on this platform. */
export const sealMilestone = (host: Pick<CoreHost, "seal">, client: LightClient): Uint8Array =>
  host.seal(purpose, version, encode(Milestone, client.milestone));

/**
 * A light client where this program's last one was, if the host kept that; else at genesis. A host that keeps an old one,
 * or none, gains nothing: what came since has to be accepted before there is a lease.
 *
 * @throws `light-client` errors when the genesis header is another network's
 */
export function startClient(
  host: Pick<CoreHost, "genesisHash" | "unseal" | "log">,
  { genesisHeader, validators, milestone: sealed }: StartRequest,
): LightClient {
  const { genesisHash } = host;
  const client = LightClient.fromGenesis(genesisHash, genesisHeader, validators);
  if (!sealed) return client;
  try {
    return LightClient.fromMilestone(genesisHash, decode(Milestone, unseal(host, purpose, version, sealed)));
  } catch (error) {
    const { code } = Object(error) as { readonly code?: unknown };
    for (const one of ["program.MilestoneSetAside", ...(typeof code === "string" ? [code] : [])]) host.log(one);
    return client;
  }
}
