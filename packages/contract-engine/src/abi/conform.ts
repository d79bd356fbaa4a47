import { type CodedError, decodeAddress, fromItem } from "@pha/codec";
import type { JsonSchema } from "./abi.ts";

/** Why a value is not what a schema describes: where, what would be right, what is there. */
export class Mismatch extends Error {
  readonly at: string;
  readonly expected: string;
  readonly given: string;

  constructor(at: string, expected: string, value: unknown) {
    const given = describe(value);
    super(`${at}: expected ${expected}, not ${given}`);
    this.at = at;
    this.expected = expected;
    this.given = given;
  }
}

/** The keywords that contracts' schemas use. A schema comes from a stranger: none of its patterns is ever run. */
interface Node {
  readonly type?: unknown;
  readonly format?: unknown;
  readonly enum?: unknown;
  readonly minimum?: unknown;
  readonly maximum?: unknown;
  readonly minLength?: unknown;
  readonly maxLength?: unknown;
  readonly items?: unknown;
  readonly maxItems?: unknown;
  readonly properties?: unknown;
  readonly required?: unknown;
  readonly additionalProperties?: unknown;
  readonly anyOf?: unknown;
}

/**
 * Holds parsed JSON against a schema of a contract's ABI. What the schema says in words that are not known here is left
 * to the contract, which checks all of it again.
 *
 * @returns The value as the contract takes it: accounts as `0x` and small digits, whether they came so or as SS58.
 * @throws Mismatch
 */
export function conform(schema: JsonSchema, value: unknown, at: string): unknown {
  const node: Node = schema;
  switch (node.type) {
    case "null":
      return value === null ? value : refuse(at, "null", value);
    case "boolean":
      return typeof value === "boolean" ? value : refuse(at, "true or false", value);
    case "integer":
      return conformInteger(node, value, at);
    case "string":
      return conformText(node, value, at);
    case "array":
      return conformList(node, value, at);
    case "object":
      return conformObject(node, value, at);
    default: {
      const inner = optionalOf(node);
      return inner === undefined || value === null ? value : conform(inner, value, at);
    }
  }
}

function refuse(at: string, expected: string, value: unknown): never {
  throw new Mismatch(at, expected, value);
}

/** The schema in an optional one, which says: this, or null. */
function optionalOf({ anyOf }: Node): JsonSchema | undefined {
  if (!Array.isArray(anyOf) || anyOf.length !== 2) return undefined;
  const [inner, nothing] = anyOf as unknown[];
  return isObject(inner) && isObject(nothing) && nothing["type"] === "null" ? inner : undefined;
}

function conformInteger({ minimum, maximum }: Node, value: unknown, at: string): number {
  const min = numberOr(minimum, Number.MIN_SAFE_INTEGER);
  const max = numberOr(maximum, Number.MAX_SAFE_INTEGER);
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= min && value <= max) return value;
  return refuse(at, `an integer from ${min} to ${max}`, value);
}

function conformText(node: Node, value: unknown, at: string): string {
  const { format, minLength, maxLength } = node;
  if (Array.isArray(node.enum)) {
    if (typeof value === "string" && node.enum.includes(value)) return value;
    const choices = node.enum.filter((choice) => typeof choice === "string").map((choice) => JSON.stringify(choice));
    return refuse(at, `one of ${someOf(choices, ", ")}`, value);
  }
  if (format === "u128") return conformAmount(value, at);
  if (format === "account") return conformAccount(value, at);
  if (format === "sealed" && (typeof value !== "string" || fromItem(value) === undefined))
    return refuse(at, "an item that is sealed to the contract", value);
  if (format === "hex") return conformBytes(numberOr(maxLength, Number.POSITIVE_INFINITY), value, at);
  const min = numberOr(minLength, 0);
  const max = numberOr(maxLength, Number.POSITIVE_INFINITY);
  if (typeof value === "string" && value.length >= min && value.length <= max && value.isWellFormed()) return value;
  return refuse(at, `a text of ${min} to ${max} characters`, value);
}

function conformAmount(value: unknown, at: string): string {
  if (typeof value === "string" && /^(0|[1-9][0-9]{0,38})$/.test(value) && BigInt(value) < 1n << 128n) return value;
  return refuse(at, "a decimal number below 2^128, in quotes", value);
}

function conformAccount(value: unknown, at: string): string {
  const expected = "an account: an SS58 address, or 0x and 64 hexadecimal digits";
  if (typeof value !== "string") return refuse(at, expected, value);
  if (/^0x[0-9a-fA-F]{64}$/.test(value)) return value.toLowerCase();
  try {
    return decodeAddress(value).account;
  } catch (error) {
    return refuse(at, `${expected}: ${(error as CodedError).data["reason"]}`, value);
  }
}

function conformBytes(maxLength: number, value: unknown, at: string): string {
  if (typeof value === "string" && value.length <= maxLength && /^0x([0-9a-fA-F]{2})*$/.test(value))
    return value.toLowerCase();
  return refuse(at, `0x and the hexadecimal digits of up to ${(maxLength - 2) >> 1} bytes`, value);
}

function conformList({ items, maxItems }: Node, value: unknown, at: string): unknown[] {
  const max = numberOr(maxItems, Number.POSITIVE_INFINITY);
  if (!Array.isArray(value) || value.length > max) return refuse(at, `a list of up to ${max}`, value);
  return isObject(items) ? value.map((entry: unknown, i) => conform(items, entry, `${at}[${i}]`)) : value;
}

function conformObject({ properties, required, additionalProperties }: Node, value: unknown, at: string): object {
  const known = isObject(properties) ? properties : {};
  if (!isObject(value)) return refuse(at, `an object (properties: ${namesOf(known)})`, value);
  const needed: ReadonlySet<unknown> = new Set(Array.isArray(required) ? required : []);
  if (additionalProperties === false)
    for (const [name, entry] of Object.entries(value))
      if (!Object.hasOwn(known, name)) refuse(within(at, name), `no property but ${namesOf(known)}`, entry);
  for (const name of Object.keys(known))
    if (needed.has(name) && !Object.hasOwn(value, name)) {
      conform(schemaOf(known, name), undefined, within(at, name));
      refuse(within(at, name), "a value", undefined);
    }
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => [name, conform(schemaOf(known, name), entry, within(at, name))]),
  );
}

/** A property's schema; nothing is known of one that is not described. */
function schemaOf(known: Readonly<Record<string, unknown>>, name: string): JsonSchema {
  const schema = Object.hasOwn(known, name) ? known[name] : undefined;
  return isObject(schema) ? schema : {};
}

const namesOf = (known: object): string => someOf(Object.keys(known).map(shown), ", ");

/** Words that a refusal lists. */
const mostListed = 50;

/** The first of a stranger's words, and how many more there are. */
export const someOf = (words: readonly string[], between: string): string => {
  const more = words.length > mostListed ? [`… ${words.length - mostListed} more`] : [];
  return [...words.slice(0, mostListed), ...more].join(between) || "none";
};

const isObject = (given: unknown): given is Record<string, unknown> =>
  typeof given === "object" && given !== null && !Array.isArray(given);

const numberOr = (given: unknown, otherwise: number): number => (typeof given === "number" ? given : otherwise);

/** A name as it is when it is plain, else quoted: schemas come from strangers, and errors reach terminals. */
const shown = (name: string): string => (/^[\w$]+$/.test(name) ? name : JSON.stringify(name));

const within = (at: string, name: string): string =>
  /^[\w$]+$/.test(name) ? `${at}.${name}` : `${at}[${shown(name)}]`;

/** What is there, without what it says: it may be a secret. */
function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "string") return `a text of ${value.length} ${value.length === 1 ? "character" : "characters"}`;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (isObject(value)) return "an object";
  return typeof value === "number" ? "a number" : String(value);
}
