import { type Account, fail } from "@pha/contract-kit";
import canonicalize from "canonicalize";
import { type Credential, forEver } from "./credentials/credential.ts";

/** What is to be agreed to: as a check asks it, here and now. */
export interface Asked {
  readonly subject: string;
  readonly account: Account;
  /** This contract, and the hash of its code. */
  readonly contract: string;
  readonly program: string;
  /** Who learns the result. */
  readonly recipient: Account;
  readonly purpose: string;
  readonly fields: readonly string[];
}

const words: Readonly<Record<keyof Omit<Asked, "subject" | "fields">, string>> = {
  account: "the account that brings it",
  contract: "this contract",
  program: "this contract's code",
  recipient: "the lender of this check",
  purpose: "the purpose of this check",
};

/**
 * How many times data may be used by a consent: a credential that a subject issues about themself.
 *
 * @throws `NoConsent` with what it does not agree to
 */
export function usesOf({ issuer, subject, types, claims, validUntil }: Credential, asked: Asked): number {
  if (!types.includes("ConsentCredential") || issuer !== asked.subject || subject !== asked.subject)
    return refuse("a consent is a ConsentCredential by its subject about themself.");
  for (const [name, is] of Object.entries(words) as [keyof typeof words, string][])
    if (claims[name] !== asked[name]) refuse(`its ${name} is not ${is}.`);
  if (validUntil === forEver) refuse("it says no end (validUntil).");
  const { fields, uses } = claims;
  const agreed: readonly unknown[] = Array.isArray(fields) ? fields : [];
  const missing = asked.fields.filter((field) => !agreed.includes(field));
  if (missing.length > 0) refuse(`its fields lack ${missing.join(", ")}.`);
  if (typeof uses !== "number" || !Number.isSafeInteger(uses) || uses < 1)
    return refuse("its uses are a number from 1.");
  return uses;
}

const refuse = (why: string): never => fail("NoConsent", `The consent does not cover this check: ${why}`);

/** A consent in one way of writing it, whatever its signature: by this its uses are counted. */
export const wordsOf = ({ issuer, id, claims, validFrom, validUntil }: Credential): string =>
  canonicalize([issuer, id ?? null, claims, validFrom, validUntil]) ?? "";
