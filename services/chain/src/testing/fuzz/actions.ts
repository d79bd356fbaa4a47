import fc from "fast-check";
import { type Making, makings, raw, signers } from "./extrinsics.ts";

/** One thing to do to a chain. */
export type Action =
  | { readonly type: "rpc"; readonly method: string; readonly params: unknown }
  | { readonly type: "message"; readonly text: string }
  | { readonly type: "rest"; readonly operation: Operation; readonly text: string; readonly body: unknown }
  | { readonly type: "sign"; readonly making: Making }
  /** Gives a signer money: random calls may have given away all it had. */
  | { readonly type: "fund"; readonly account: string }
  | { readonly type: "submit"; readonly extrinsic: Uint8Array };

/** A route of the REST face, as OpenAPI names it. */
export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly query: readonly string[];
}

/** What there is to try: names that the chain gives itself. */
export interface Surface {
  readonly methods: readonly string[];
  readonly operations: readonly Operation[];
  /** Hashes, keys and names that mean something here. */
  readonly known: readonly unknown[];
}

const hex = fc.uint8Array({ maxLength: 200 }).map((bytes) => `0x${Buffer.from(bytes).toString("hex")}`);
const api = fc.constantFrom(
  "Core_version",
  "Metadata_metadata_at_version",
  "TaggedTransactionQueue_validate_transaction",
);

export function actions({ methods, operations, known }: Surface): fc.Arbitrary<Action> {
  const value = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...known) },
    hex,
    api,
    fc.integer(),
    fc.nat(300),
    fc.boolean(),
    fc.constant(null),
    fc.array(fc.constantFrom(...known), { maxLength: 4 }),
    fc.jsonValue({ maxDepth: 3 }),
  );
  const word = fc.oneof(
    fc.string({ minLength: 1, maxLength: 40 }),
    fc.constantFrom(...known).map(String),
    fc.nat(300).map(String),
  );
  const rpc = fc.record({
    type: fc.constant("rpc" as const),
    method: fc.constantFrom(...methods),
    params: fc.oneof({ weight: 9, arbitrary: fc.array(value, { maxLength: 4 }) }, fc.jsonValue({ maxDepth: 1 })),
  });
  return fc.oneof(
    { weight: 6, arbitrary: rpc },
    fc.record({ type: fc.constant("message" as const), text: message(rpc) }),
    {
      weight: 4,
      arbitrary: fc.record({
        type: fc.constant("rest" as const),
        operation: fc.constantFrom(...operations),
        text: word,
        body: fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.dictionary(fc.constantFrom(...fields), value, { maxKeys: 6 })),
      }),
    },
    { weight: 4, arbitrary: fc.record({ type: fc.constant("sign" as const), making: makings }) },
    fc.record({
      type: fc.constant("fund" as const),
      account: fc.constantFrom(...signers).map(({ accountId }) => accountId),
    }),
    fc.record({ type: fc.constant("submit" as const), extrinsic: raw }),
  );
}

const fields = [
  "extrinsic",
  "unsigned",
  "signature",
  "keys",
  "at",
  "pallet",
  "call",
  "args",
  "from",
  "to",
  "amount",
  "nonce",
];

/** Texts that are no request: noise, deep nesting, batches of anything. */
const message = (rpc: fc.Arbitrary<object>): fc.Arbitrary<string> =>
  fc.oneof(
    fc.string({ maxLength: 200 }),
    fc.nat(100_000).map((depth) => "[".repeat(depth)),
    fc.nat(20_000).map((depth) => `${"[".repeat(depth)}${"]".repeat(depth)}`),
    fc.array(fc.oneof(rpc, fc.jsonValue({ maxDepth: 2 })), { maxLength: 120 }).map((batch) => JSON.stringify(batch)),
  );
