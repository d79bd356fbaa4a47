import {
  type AnyType,
  array,
  compact,
  enumeration,
  struct,
  structural,
  type Type,
  type TypeOf,
  u8,
  u64,
  unit,
  variant,
} from "@pha/codec";

/** Computation in picoseconds of a reference machine; bytes of state proof. */
export const Weight = struct(
  { ref_time: compact(u64), proof_size: compact(u64) },
  { path: ["sp_weights", "weight_v2", "Weight"] },
);
export type Weight = TypeOf<typeof Weight>;

export const DispatchClass = enumeration(
  { Normal: variant(0), Operational: variant(1), Mandatory: variant(2) },
  { path: ["frame_support", "dispatch", "DispatchClass"] },
);

export const Pays = enumeration({ Yes: variant(0), No: variant(1) }, { path: ["frame_support", "dispatch", "Pays"] });

/** Weight, class and payment of an extrinsic; part of the events that end it. */
export const DispatchInfo = struct(
  { weight: Weight, class: DispatchClass, pays_fee: Pays },
  { path: ["frame_system", "DispatchEventInfo"] },
);
export type DispatchInfo = TypeOf<typeof DispatchInfo>;

const ModuleError = struct({ index: u8, error: array(u8, 4) }, { path: ["sp_runtime", "ModuleError"] });

const TokenError = enumeration(
  {
    FundsUnavailable: variant(0),
    OnlyProvider: variant(1),
    BelowMinimum: variant(2),
    CannotCreate: variant(3),
    UnknownAsset: variant(4),
    Frozen: variant(5),
    Unsupported: variant(6),
    CannotCreateHold: variant(7),
    NotExpendable: variant(8),
    Blocked: variant(9),
  },
  { path: ["sp_runtime", "TokenError"] },
);

const ArithmeticError = enumeration(
  { Underflow: variant(0), Overflow: variant(1), DivisionByZero: variant(2) },
  { path: ["sp_arithmetic", "ArithmeticError"] },
);

const TransactionalError = enumeration(
  { LimitReached: variant(0), NoLayer: variant(1) },
  { path: ["sp_runtime", "TransactionalError"] },
);

const TrieError = enumeration(
  {
    InvalidStateRoot: variant(0),
    IncompleteDatabase: variant(1),
    ValueAtIncompleteKey: variant(2),
    DecoderError: variant(3),
    InvalidHash: variant(4),
    DuplicateKey: variant(5),
    ExtraneousNode: variant(6),
    ExtraneousValue: variant(7),
    ExtraneousHashReference: variant(8),
    InvalidChildReference: variant(9),
    ValueMismatch: variant(10),
    IncompleteProof: variant(11),
    RootMismatch: variant(12),
    DecodeError: variant(13),
  },
  { path: ["sp_runtime", "proving_trie", "TrieError"] },
);

/** Why a call failed, with the alternatives that clients know. A pallet's own error is `Module`. */
export const DispatchError = enumeration(
  {
    Other: variant(0),
    CannotLookup: variant(1),
    BadOrigin: variant(2),
    Module: variant(3, ModuleError),
    ConsumerRemaining: variant(4),
    NoProviders: variant(5),
    TooManyConsumers: variant(6),
    Token: variant(7, TokenError),
    Arithmetic: variant(8, ArithmeticError),
    Transactional: variant(9, TransactionalError),
    Exhausted: variant(10),
    Corruption: variant(11),
    Unavailable: variant(12),
    RootNotAllowed: variant(13),
    Trie: variant(14, TrieError),
  },
  { path: ["sp_runtime", "DispatchError"] },
);
export type DispatchError = TypeOf<typeof DispatchError>;

/** Rust's `Result`: as an enumeration, with the path that clients unwrap. */
export function result<T, E>(ok: Type<T>, err: Type<E>) {
  const type = enumeration({ Ok: variant(0, ok), Err: variant(1, err) });
  const field = (of: AnyType) => [{ type: of }];
  return {
    ...type,
    meta: {
      path: ["Result"],
      params: [
        { name: "T", type: ok },
        { name: "E", type: err },
      ],
      def: {
        tag: "variant" as const,
        variants: [
          { name: "Ok", index: 0, fields: field(ok) },
          { name: "Err", index: 1, fields: field(err) },
        ],
      },
    },
  };
}

/** `Result<(), DispatchError>`. */
export const DispatchResult = result(unit, DispatchError);

/** A type under a path of its own, encoded as the type it wraps. */
export const newtype = <T>(type: Type<T>, path: readonly string[]): Type<T> => ({
  ...type,
  meta: { path, params: [], def: { tag: "composite", fields: [{ type }] } },
});

/** A type without values of its own that only stands in the registry, as `()` with a path. */
export const marker = (path: readonly string[]): Type<undefined> => ({
  ...unit,
  meta: { ...structural({ tag: "composite", fields: [] }), path },
});
