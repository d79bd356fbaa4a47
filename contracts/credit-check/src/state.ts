import { map, type StateOf, s, value } from "@pha/contract-kit";
import { Field } from "./score.ts";

/** As a DID may be here: `did:key` and `did:jwk` say their keys. */
export const Did = s.string({ min: 8, max: 410 });

/** Somebody whom a check is about: who they are to issuers, and to this ledger. */
export const Subject = s.object({ did: Did, account: s.account() });

/** What a lender asks. */
export const Terms = s.object({
  purpose: s.string({ min: 1, max: 200 }),
  /** Who is believed. */
  issuers: s.array(Did, { max: 8 }),
  subjects: s.array(Subject, { max: 4 }),
  fields: s.array(Field, { max: 3 }),
  /** Cents a month. */
  instalment: s.number({ max: 100_000_000_00 }),
});

export const Check = s.object({ lender: s.account(), terms: Terms });

/** What is kept of a credential, to see that it still holds. */
export const Source = s.object({
  issuer: Did,
  validUntil: s.number(),
  status: s.array(s.object({ list: s.string({ max: 300 }), index: s.number() }), { max: 2 }),
});

/** What is kept of a subject's credentials: no more than the score is made of. */
export const Input = s.object({
  consent: s.string({ max: 64 }),
  consentEnds: s.number(),
  uses: s.number(),
  income: s.number(),
  payments: s.number(),
  isInArrears: s.boolean(),
  sources: s.array(Source, { max: 8 }),
});

/** What an issuer has taken back, as of a time, and until when it says so. */
export const StatusList = s.object({ from: s.number(), until: s.number(), encoded: s.string({ max: 24_000 }) });

export const state = {
  count: value(s.number()),
  checks: map(Check),
  inputs: map(Input),
  /** How often a consent was used, by its hash; one that was withdrawn is used up. */
  used: map(s.number()),
  lists: map(StatusList),
  /** Where something was brought by a consent, under its hash: keys of `inputs`. */
  brought: map(s.string({ max: 12 })),
};

type State = Pick<StateOf<typeof state>, "inputs" | "brought">;

export const checkKey = (check: number): string => String(check).padStart(10, "0");
export const inputKey = (check: number, subject: number): string => `${checkKey(check)}/${subject}`;

export const broughtKey = (consent: string, input: string): string => `${consent}/${input}`;

/** Deletes what was brought to a place of a check. */
export function forget({ inputs, brought }: State, key: string): void {
  const input = inputs.get(key);
  if (!input) return;
  brought.delete(broughtKey(input.consent, key));
  inputs.delete(key);
}

/** Deletes all that was brought by a consent, to whichever check. */
export function forgetAll(state: State, consent: string): void {
  for (const [, key] of state.brought.range({ from: broughtKey(consent, ""), to: `${consent}0` })) forget(state, key);
}

export const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
