import type { Json, JsonSchema } from "@pha/codec";
import { describe, expect, it } from "vitest";
import { apis } from "./apis.ts";
import type { AnyEndpoint, Endpoints } from "./endpoint.ts";

/** Of a number, a height, an amount: more digits than any has. */
const NUMBER = 82;
/** Of text, a character is six at most: `\u0000`. */
const ESCAPED = 6;
const ADDRESS = 68;

const lengthOf = (value: Json): number => JSON.stringify(value).length;
const sum = (lengths: readonly number[]): number => lengths.reduce((all, one) => all + one + 1, 2);

/** What is looked at of a schema. */
interface Parts {
  readonly const?: Json;
  readonly enum?: readonly Json[];
  readonly oneOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly type?: string;
  readonly prefixItems?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly description?: string;
}

/** The longest JSON that a type has, by its schema. */
function longest(schema: JsonSchema): number {
  const { const: only, enum: words, oneOf, anyOf, type, prefixItems, items, maxItems, properties } = schema as Parts;
  if (only !== undefined) return lengthOf(only);
  if (words) return Math.max(...words.map(lengthOf));
  const others = oneOf ?? anyOf;
  if (others) return Math.max(...others.map(longest));
  if (prefixItems) return sum(prefixItems.map(longest));
  switch (type) {
    case "boolean":
    case "null":
      return 5;
    case "integer":
      return NUMBER;
    case "array":
      return 2 + (maxItems ?? Number.POSITIVE_INFINITY) * (1 + longest(items ?? {}));
    case "object":
      return sum(Object.entries(properties ?? {}).map(([name, of]) => lengthOf(name) + 1 + longest(of)));
    case "string":
      return longestText(schema);
    default:
      return Number.POSITIVE_INFINITY; // any JSON
  }
}

function longestText(schema: JsonSchema): number {
  const { maxLength, pattern = "", description = "" } = schema as Parts;
  if (maxLength !== undefined) return 2 + maxLength * (pattern === "" ? ESCAPED : 1);
  const [, digits] = /^\^0x.*\{(\d+)\}\$$/.exec(pattern) ?? [];
  if (digits !== undefined) return 4 + Number(digits);
  if (/^Decimal|\^\(\\d\{/.test(`${description}${pattern}`)) return NUMBER;
  return description.startsWith("an SS58") ? ADDRESS : Number.POSITIVE_INFINITY;
}

/** What keeps a reply within its bound where its type alone does not. */
const heldOtherwise: Readonly<Partial<Record<keyof typeof apis, Readonly<Record<string, string>>>>> = {
  chainApi: {
    "network.genesis": "the proof of one short key",
    "network.metadata": "made of the runtime, whose code is bounded",
    "blocks.get": "a request reads no more than half of it",
    "extrinsics.get": "a request reads no more than half of it",
    "events.list": "a request reads no more than half of it",
    "events.follow": "an event is part of a block",
    "accounts.get": "the proof of one short key",
    "accountHistory.list": "a request reads no more than half of it",
    "state.value": "a request reads no more than half of it",
    "state.entry": "a request reads no more than half of it",
    "state.entries": "a request reads no more than half of it",
    "state.doubleEntry": "a request reads no more than half of it",
    "state.proof": "a request reads no more than half of it",
    "state.proofs": "a request reads no more than half of it",
    "calls.prepare": "what would fail is part of a block",
    "calls.outcome": "what failed is part of a block",
    "calls.rehearse": "what it does is part of a block",
    "transactions.get": "what failed is part of a block",
    "transactions.follow": "what failed is part of a block",
  },
  governanceApi: {
    "referenda.get": "its call is no longer than an extrinsic",
    "proposals.waiting": "a request reads no more than fits one message of the bus",
    "bodies.get": "a request reads no more than fits one message of the bus",
    "calls.list": "made of the calls that there are",
    "calls.prepare": "its call is no longer than the body",
    "history.list": "an event is part of a block",
    "history.follow": "an event is part of a block",
    "proposals.external": "its call is no longer than an extrinsic",
  },
};

describe.each(Object.entries(apis))("the replies of %s", (service, api) => {
  const held = heldOtherwise[service as keyof typeof apis] ?? {};
  const endpoints = Object.entries<Endpoints>(api).flatMap(([group, of]) =>
    Object.entries(of).map(([name, endpoint]) => [`${group}.${name}`, endpoint] as const),
  );
  it.each(endpoints)("of %s are no longer than clients read", (name, endpoint: AnyEndpoint) => {
    const { schema } = "stream" in endpoint ? endpoint.stream : endpoint.reply;
    if (name in held) expect(longest(schema), "its type is enough").toBeGreaterThan(endpoint.maxReplyBytes);
    else expect(longest(schema)).toBeLessThanOrEqual(endpoint.maxReplyBytes);
  });
});
