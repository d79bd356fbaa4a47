import { type AccountId, toHex, utf8 } from "@pha/codec";
import { type Keypair, type Scheme, sha256 } from "@pha/crypto";
import { keypairFromUri } from "@pha/crypto/node";
import { type Origin, signed } from "@pha/frame";
import { developmentAccounts } from "../chain-spec/development.ts";

/** An account: of a development name (`Alice`), of any other name, which has no key, or itself in hex. */
export type Person = string;

/** A caller: a person, an enclave, or any origin as it is (`root`). */
export type Caller = Person | Origin | { readonly origin: Origin };

export function accountOf(person: Person): AccountId {
  if (person.startsWith("0x")) return person as AccountId;
  const known = developmentAccounts.find(({ uri, scheme }) => uri === `//${person}` && scheme === "sr25519");
  return known?.account ?? toHex(sha256(utf8(person)));
}

/** The account as calls name it. */
export const addressOf = (person: Person) => ({ type: "Id", value: accountOf(person) }) as const;

/** A development key. */
export const dev = (name: string, scheme: Scheme = "sr25519"): Keypair => keypairFromUri(`//${name}`, scheme);

export function originOf(caller: Caller): Origin {
  if (typeof caller === "string") return signed(accountOf(caller));
  return "origin" in caller ? caller.origin : caller;
}
