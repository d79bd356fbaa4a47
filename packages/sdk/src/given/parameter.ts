import type { NamedCall } from "@pha/api";
import { type AccountId, type Hex, nearest } from "@pha/codec";
import { type Scheme, schemeLengths } from "@pha/crypto";
import type { Session } from "../contracts/session.ts";
import { errors } from "../errors.ts";
import type { Signer } from "../signer.ts";
import type { EvmProvider } from "../wallets/evm-wallet.ts";
import type { WalletCaller } from "../wallets/wallet.ts";

/**
 * What callers give to the SDK is looked at once, where it comes in: plain JavaScript has no compiler that would refuse
 * it. Each check throws `sdk.BadParameter`, which names the parameter and its form.
 */
function expectThat(holds: boolean, parameter: string, expected: string, given: unknown, cause?: unknown): void {
  if (!holds) throw badParameter(parameter, expected, given, cause);
}

/** `sdk.BadParameter`, without the value: what was put into the wrong place may be a secret. */
export const badParameter = (parameter: string, expected: string, given: unknown, cause?: unknown) =>
  errors.BadParameter({ parameter, expected, given: kindOf(given) }, cause);

function kindOf(given: unknown): string {
  if (given === undefined || given === null) return String(given);
  if (Array.isArray(given)) return "an array";
  if (given instanceof Uint8Array) return `${given.length} bytes`;
  if (typeof given === "bigint")
    return given < 0n ? "a negative bigint" : `a bigint of ${given.toString(2).length} bits`;
  if (typeof given === "number") return kindOfNumber(given);
  if (typeof given === "string") return `a string of ${given.length} characters`;
  if (typeof given !== "object") return `a ${typeof given}`;
  const { type } = given as { readonly type?: unknown };
  return typeof type === "string" ? `an object of type ${type.slice(0, 64)}` : "an object";
}

function kindOfNumber(given: number): string {
  if (!Number.isFinite(given)) return String(given);
  if (given < 0) return "a negative number";
  return Number.isInteger(given) ? "an integer" : "a number with a fraction";
}

const isHex = (given: unknown, bytes: number): boolean =>
  typeof given === "string" && given.length === 2 + 2 * bytes && /^0x[0-9a-fA-F]*$/.test(given);

/** 32 bytes in hexadecimal: a hash, an identity. */
export const expectHash = (parameter: string, given: Hex): void =>
  expectThat(isHex(given, 32), parameter, "0x and 64 hexadecimal digits", given);

export const expectContractId = (given: Hex): void =>
  expectThat(isHex(given, 32), "id", "a contract's id, 0x and 64 hexadecimal digits", given);

/** An amount in plancks, the number of a message. */
export const expectBigint = (parameter: string, given: bigint): void =>
  expectThat(typeof given === "bigint" && given >= 0n, parameter, "a bigint from 0n", given);

/** A count: a block's number, a time in milliseconds. */
export const expectCount = (parameter: string, given: number): void =>
  expectThat(Number.isSafeInteger(given) && given >= 0, parameter, "an integer from 0", given);

export const expectText = (parameter: string, given: string): void =>
  expectThat(typeof given === "string" && given !== "", parameter, "a string", given);

export const expectBytes = (parameter: string, given: Uint8Array): void =>
  expectThat(given instanceof Uint8Array, parameter, "a Uint8Array", given);

export const expectFunction = (parameter: string, given: unknown): void =>
  expectThat(typeof given === "function", parameter, "a function", given);

export const expectObject = (parameter: string, expected: string, given: unknown): void =>
  expectThat(typeof given === "object" && given !== null && !Array.isArray(given), parameter, expected, given);

export const expectList = (parameter: string, given: readonly unknown[]): void =>
  expectThat(Array.isArray(given), parameter, "an array", given);

/** Where a page of the state ends. */
export const expectStorageKey = (parameter: string, given: Hex): void =>
  expectThat(/^0x([0-9a-f]{2}){32,}$/.test(String(given)), parameter, "the next of a page before", given);

/** A time to wait, in milliseconds: as long as timers know one. */
export const expectDuration = (parameter: string, given: number): void =>
  expectThat(
    Number.isSafeInteger(given) && given >= 0 && given < 2 ** 31,
    parameter,
    "milliseconds, an integer from 0 to 2147483647",
    given,
  );

export const expectFlag = (parameter: string, given: boolean): void =>
  expectThat(typeof given === "boolean", parameter, "true or false", given);

/** Checks of a function's options, by name. */
export type Checks<O> = {
  readonly [Name in keyof O]-?: (parameter: string, given: Exclude<O[Name], undefined>) => void;
};

/**
 * Options, each of which may be left out: what is there is looked at.
 *
 * @throws `sdk.BadParameter`; `sdk.UnknownOption` for one that would be ignored: it is misspelt, or belongs elsewhere
 */
export function expectOptions<O extends object>(given: O, checks: Checks<O>): void {
  const names = Object.keys(checks) as (keyof O & string)[];
  expectObject("options", `{ ${names.join(", ")} }`, given);
  const option = Object.keys(given).find((name) => !Object.hasOwn(checks, name));
  if (option !== undefined)
    throw errors.UnknownOption({ option, meant: nearest(option, names), known: names.join(", ") });
  for (const name of names) {
    const value = given[name];
    if (value !== undefined) checks[name](name, value as Exclude<O[typeof name], undefined>);
  }
}

/** Options of whatever signs and sends. */
export const sendOptions = {
  tip: (_: string, given: bigint) => expectBigint("tip in plancks", given),
  nonce: expectCount,
  timeoutMs: expectDuration,
};

/** A call by its names, with arguments in JSON. */
export function expectNamedCall(given: NamedCall): void {
  const { pallet, call, args } = Object(given) as Partial<Record<keyof NamedCall, unknown>>;
  const holds = typeof pallet === "string" && typeof call === "string" && typeof args === "object" && args !== null;
  expectThat(holds, "call", '{ pallet: "Balances", call: "burn", args: { … } }', given);
}

/** One of some words. */
export const expectOneOf = (parameter: string, words: readonly string[], given: unknown): void =>
  expectThat(words.includes(given as string), parameter, words.join(" or "), given);

/** The check of an option that is one of some words. */
export const oneOf =
  (...words: readonly string[]) =>
  (parameter: string, given: unknown): void =>
    expectOneOf(parameter, words, given);

/** Hashes or ids, at most so many. */
export const expectHashes = (parameter: string, given: readonly Hex[], max: number): void =>
  expectThat(
    Array.isArray(given) && given.length <= max && given.every((one) => isHex(one, 32)),
    parameter,
    `an array of at most ${max}, each 0x and 64 hexadecimal digits`,
    given,
  );

/** A URL, or several; where they may be left out, `none` too. */
export function expectUrls(parameter: string, given: string | readonly string[], { none = false } = {}): void {
  const urls: readonly unknown[] = [given].flat();
  const isUrl = (url: unknown) => typeof url === "string" && /^https?:\/\//i.test(url) && URL.canParse(url);
  expectThat(
    (none || urls.length > 0) && urls.every(isUrl),
    parameter,
    "an http:// or https:// URL, or an array of some",
    given,
  );
}

const schemes = Object.keys(schemeLengths);

export const expectScheme = (given: Scheme): void => expectOneOf("scheme", schemes, given);

/** An account and its scheme, as somebody has who would sign. */
export function expectPayer(given: { readonly accountId: AccountId; readonly scheme: Scheme }): void {
  const { accountId, scheme } = Object(given) as Partial<Signer>;
  const form = 'an account and its scheme, as keypairFromUri("//Alice", "sr25519") makes';
  expectThat(isHex(accountId, 32) && schemes.includes(String(scheme)), "signer", form, given);
}

/** An EVM address. */
export const expectAddress = (given: Hex): void =>
  expectThat(isHex(given, 20), "address", "an EVM address, 0x and 40 hexadecimal digits", given);

export const expectProvider = (given: EvmProvider): void =>
  expectThat(typeof Object(given).request === "function", "provider", "an EIP-1193 provider, { request }", given);

/** Who certifies a client key: what signs for an account, or a wallet. */
export function expectCertifier(given: Signer | WalletCaller): void {
  if (typeof (Object(given) as Partial<WalletCaller>).certify !== "function") expectSigner(given as Signer);
}

export function expectCaller(_: string, given: Signer | WalletCaller | Session): void {
  if ((Object(given) as Partial<Session>).certificate === undefined) expectCertifier(given as Signer);
}

export function expectSigner(given: Signer): void {
  const { accountId, scheme, sign } = Object(given) as Partial<Signer>;
  const holds = isHex(accountId, 32) && schemes.includes(String(scheme)) && typeof sign === "function";
  expectThat(holds, "signer", 'what keypairFromUri("//Alice", "sr25519") makes, or { accountId, scheme, sign }', given);
}
