import { chainApi, chainApiErrors, chainErrors, type ReplyOf } from "@pha/api";
import { fromHex, type Hex } from "@pha/codec";
import { errors } from "../errors.ts";
import { type Client, makeClient } from "../transport/client.ts";
import { otherService } from "../transport/other-service.ts";
import { type Fetch, Transport } from "../transport/transport.ts";

/** The chain's REST face. Nothing that comes back is verified. */
export type Chain = Client<typeof chainApi>;

/** What the chain says about its beginning. */
export type Genesis = ReplyOf<typeof chainApi.network.genesis>;
/** A header and the certificate that is said to finalize it. */
export type Finality = Pick<ReplyOf<typeof chainApi.finality.get>, "header" | "certificate">;

/**
 * A client of one replica, or of several. Every method throws `sdk.NotAChain` for the URL of another service, and names
 * that where it tells.
 */
export const openChain = (urls: string | readonly string[], fetch: Fetch): Chain =>
  makeClient(
    chainApi,
    new Transport(urls, fetch),
    otherService("chain", (found, cause) => errors.NotAChain(found, cause), urls, fetch),
  );

/** Of the newest certified block, or of a height; `undefined` when there is no certificate. */
export async function findFinality(chain: Chain, block: number | "finalized"): Promise<Finality | undefined> {
  try {
    return await chain.finality.get({ block: String(block) });
  } catch (error) {
    if (chainApiErrors.NotCertified.is(error) || chainErrors.BlockNotFound.is(error)) return undefined;
    throw error;
  }
}

/** Values and proof of storage keys at a certified height. */
export const proveAt = (chain: Chain, number: number, keys: readonly Hex[]) =>
  chain.state.proofs({ at: String(number), keys: keys.map(fromHex) });

/** Whether an extrinsic was accepted. */
export async function isAccepted(chain: Chain, hash: Hex): Promise<boolean> {
  try {
    await chain.transactions.get({ hash });
    return true;
  } catch (error) {
    if (chainApiErrors.TransactionNotFound.is(error)) return false;
    throw error;
  }
}
