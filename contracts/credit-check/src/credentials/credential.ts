import { fail } from "@pha/contract-kit";

/** Where an issuer says whether a credential still holds: a bit of a list (W3C Bitstring Status List). */
export interface StatusEntry {
  /** URL by which the list is known. */
  readonly list: string;
  readonly index: number;
}

/** What a verified credential says (W3C Verifiable Credentials Data Model, versions 1.1 and 2.0). */
export interface Credential {
  readonly id: string | undefined;
  /** DIDs of who says it and of whom. */
  readonly issuer: string;
  readonly subject: string;
  readonly types: readonly string[];
  readonly claims: Readonly<Record<string, unknown>>;
  /** Milliseconds since 1970. */
  readonly validFrom: number;
  readonly validUntil: number;
  readonly status: readonly StatusEntry[];
}

/** `validUntil` of what says no end. */
export const forEver = Number.MAX_SAFE_INTEGER;

export type Json = Readonly<Record<string, unknown>>;

/** @throws `BadCredential` with what is wrong */
export const refuse = (why: string): never => fail("BadCredential", why);

export const isObject = (given: unknown): given is Json =>
  typeof given === "object" && given !== null && !Array.isArray(given);

/** The issuer's DID: a text, or the `id` of an object. */
export function issuerOf({ issuer }: Json): string {
  const id = isObject(issuer) ? issuer["id"] : issuer;
  return typeof id === "string" ? id : refuse("A credential says who issued it.");
}

/** Reads what was signed; whose signature it has, the caller has seen. */
export function toCredential(said: Json): Credential {
  const { credentialSubject: subject } = said;
  if (!isObject(subject)) return refuse("A credential here is about one subject.");
  const { id, ...claims } = subject;
  return {
    id: typeof said["id"] === "string" ? said["id"] : undefined,
    issuer: issuerOf(said),
    subject: typeof id === "string" ? id : "",
    types: listOf(said["type"]).filter((type) => typeof type === "string"),
    claims,
    validFrom: timeOf(said["validFrom"] ?? said["issuanceDate"]) ?? 0,
    validUntil: timeOf(said["validUntil"] ?? said["expirationDate"]) ?? forEver,
    status: listOf(said["credentialStatus"]).flatMap(statusEntry),
  };
}

/** Holds a credential's times against the block's. */
export function expectValid({ validFrom, validUntil }: Credential, nowMs: number): void {
  if (nowMs < validFrom) refuse(`It is valid from ${new Date(validFrom).toISOString()} on.`);
  if (nowMs >= validUntil) refuse(`It was valid until ${new Date(validUntil).toISOString()}.`);
}

const listOf = (given: unknown): readonly unknown[] =>
  given === undefined ? [] : Array.isArray(given) ? given : [given];

const timeForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** Milliseconds since 1970 of a time as credentials have it. */
export function timeOf(given: unknown): number | undefined {
  if (given === undefined) return undefined;
  const time = typeof given === "string" && timeForm.test(given) ? Date.parse(given) : Number.NaN;
  return Number.isNaN(time) ? refuse("Times are like 2026-01-31T12:00:00Z.") : time;
}

/** What says that a credential may be taken back has to be understood: one that is not is refused. */
function statusEntry(given: unknown): StatusEntry[] {
  if (!isObject(given) || given["type"] !== "BitstringStatusListEntry")
    return refuse("Its status is to be a BitstringStatusListEntry.");
  if (given["statusPurpose"] === "message") return [];
  const { statusListCredential: list, statusListIndex: at } = given;
  const index = typeof at === "string" && /^\d{1,9}$/.test(at) ? Number(at) : at;
  if (typeof list !== "string" || !Number.isSafeInteger(index)) return refuse("Its status says no place in a list.");
  return [{ list, index: index as number }];
}
