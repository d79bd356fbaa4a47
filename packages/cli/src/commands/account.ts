import { encodeAddress } from "@pha/codec";
import { ethAddressOf, type Scheme } from "@pha/crypto";
import { genericPrefix, type NamedAccount } from "../account-text.ts";
import type { Context } from "../context.ts";
import { table } from "../output.ts";

/** `pha account show <account>` */
export async function showAccount(
  context: Context,
  text: string,
  { scheme, derivative }: { readonly scheme?: Scheme; readonly derivative?: number },
): Promise<void> {
  const named = await context.account(text, scheme);
  if (derivative === undefined) return show(context, text, named);
  const { derivativeAccount } = await import("@pha/runtime/spec");
  const accountId = derivativeAccount(named.accountId, derivative);
  return show(context, `derivative ${derivative} of ${text}`, { accountId });
}

/** An account that a key opens has forms besides its addresses. */
async function show(context: Context, called: string, { accountId, key, kept }: NamedAccount): Promise<void> {
  const network = await networkOf(context);
  const generic = encodeAddress(accountId, genericPrefix);
  const address = network && encodeAddress(accountId, network.ss58Prefix);
  const evm = key?.scheme === "ecdsa" ? ethAddressOf(key.publicKey) : undefined;
  context.output.result(
    {
      ...(kept && { name: kept.name }),
      ...(network && { address, ss58Prefix: network.ss58Prefix }),
      generic,
      accountId,
      ...(key && { publicKey: key.publicKey, scheme: key.scheme }),
      ...(evm && { evm }),
      ...(kept && { file: kept.file }),
    },
    table([
      ["account", key ? `${called} (${key.scheme})` : called],
      [
        "here",
        address ? `${address} (prefix ${network.ss58Prefix}, ${network.title})` : "the network is not reachable",
      ],
      ["anywhere", `${generic} (prefix ${genericPrefix})`],
      ...(key ? [["public key", key.publicKey]] : []),
      ...(key?.publicKey === accountId ? [] : [["account id", accountId]]),
      ...(evm ? [["Ethereum", evm]] : []),
      ...(kept ? [["kept in", kept.file]] : []),
    ]),
  );
}

/** How the network writes addresses. Without a network the other forms are known all the same. */
async function networkOf(context: Context) {
  const { isUnavailable } = await import("@pha/sdk");
  try {
    return (await context.connect()).info;
  } catch (error) {
    if (isUnavailable(error)) return undefined;
    throw error;
  }
}
