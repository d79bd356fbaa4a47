import { keypairFromUri } from "@pha/sdk";
import { developmentAccounts } from "@pha/sdk/pallets";
import type { Account } from "./account.ts";

/** The accounts of development, whose keys everybody has: those that hold PHA for people to try things with. */
export const listDevelopment = (): readonly Account[] =>
  developmentAccounts
    .filter(({ uri, scheme }) => scheme === "sr25519" && uri.lastIndexOf("//") === 0)
    .map(({ uri, account }) => {
      const signer = lazily(uri, account);
      return { name: uri, accountId: account, signer, caller: signer, kept: "development" };
    });

/** A key pair that is derived when it is used for the first time. */
function lazily(uri: string, accountId: Account["accountId"]): Account["signer"] {
  let pair: ReturnType<typeof keypairFromUri> | undefined;
  return {
    scheme: "sr25519",
    accountId,
    sign(message) {
      pair ??= keypairFromUri(uri, "sr25519");
      return pair.sign(message);
    },
  };
}
