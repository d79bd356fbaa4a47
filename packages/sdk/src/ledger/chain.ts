import { chainApi, chainApiErrors, chainErrors, RemoteError, type ReplyOf, serviceErrors } from "@pha/api";
import { fromHex, type Hex } from "@pha/codec";
import { errors } from "../errors.ts";
import { type Client, makeClient } from "../transport/client.ts";
import { type Fetch, Transport } from "../transport/transport.ts";

/** The chain's REST face. Nothing that comes back is verified. */
export type Chain = Client<typeof chainApi>;

/** What the chain says about its beginning. */
export type Genesis = ReplyOf<typeof chainApi.network.genesis>;
/** A header and the certificate that is said to finalize it. */
export type Finality = Pick<ReplyOf<typeof chainApi.finality.get>, "header" | "certificate">;

/** @param urls - of one replica, or of several */
export const openChain = (urls: string | readonly string[], fetch: Fetch): Chain =>
  makeClient(chainApi, new Transport(urls, fetch));

/**
 * What the chain at some URLs says about its beginning.
 *
 * @throws `sdk.NotAChain`, and the name of the service that is there instead, when it tells it
 */
export async function readGenesis(chain: Chain, urls: string | readonly string[], fetch: Fetch): Promise<Genesis> {
  try {
    return await chain.network.genesis();
  } catch (error) {
    if (!isMiss(error)) throw error;
    for (const url of [urls].flat()) {
      const service = await titleOf(url, fetch);
      if (service !== "chain") throw errors.NotAChain({ url, service }, error);
    }
    throw error;
  }
}

/** Whether something serves there, but not this path. */
const isMiss = (error: unknown): boolean =>
  serviceErrors.RouteNotFound.is(error) ||
  (error instanceof RemoteError && error.status === 404) ||
  (errors.UnexpectedReply.is(error) && error.data["status"] === 404);

/** The name of the service at a URL, as its documentation says it; `undefined` when it does not. */
async function titleOf(url: string, fetch: Fetch): Promise<string | undefined> {
  try {
    const title = (body: unknown) => (body as { readonly info?: { readonly title?: unknown } } | null)?.info?.title;
    const said = await new Transport(url, fetch).ask({ method: "GET", path: "/openapi.json" }, title);
    return typeof said === "string" ? said.slice(0, 40) : undefined;
  } catch {
    return undefined; // it says nothing of itself
  }
}

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
