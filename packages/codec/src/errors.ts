/** Kinds of error: the six ways a caller can react. `unavailable` alone is worth a retry. */
export type ErrorKind = "invalid" | "forbidden" | "not-found" | "conflict" | "limit" | "unavailable";

/** HTTP status of each kind. */
export const httpStatus: Record<ErrorKind, number> = {
  invalid: 400,
  forbidden: 403,
  "not-found": 404,
  conflict: 409,
  limit: 429,
  unavailable: 503,
};

/** One row of a module's error catalogue. Indices are written down and never reused. */
export interface ErrorSpec {
  readonly index: number;
  readonly kind: ErrorKind;
  /** One sentence: what was wrong and what would be right. */
  readonly doc: string;
  /** HTTP status where the kind's own is not precise enough (413, 415, …). */
  readonly status?: number;
}

/** Facts of one occurrence: shown to the person who meets the error, so never a secret. */
export type ErrorData = Readonly<Record<string, string | number | bigint | boolean | undefined>>;

/** Registered symbol, equal in every copy of this module. */
const brand = Symbol.for("@pha/codec CodedError");

/**
 * An error with a code. Whatever reaches a caller without one is a bug of ours.
 *
 * A runtime that was loaded from the ledger brings its own copy of this class: its errors are errors here too.
 */
export class CodedError extends Error {
  static override readonly [Symbol.hasInstance] = isInstance;

  /** `module.Name`, unique in the project. A field, so that whatever prints an error that nobody caught prints it too. */
  readonly code: string;
  readonly module: string;
  readonly index: number;
  readonly kind: ErrorKind;
  readonly status: number;
  /** The catalogue's sentence; `message` is this and the data. */
  readonly doc: string;
  readonly data: ErrorData;

  constructor(module: string, name: string, spec: ErrorSpec, data: ErrorData, cause?: unknown) {
    const facts = Object.entries(data).filter(([, value]) => value !== undefined);
    const detail = facts.length === 0 ? "" : ` (${facts.map(([key, value]) => `${key}: ${value}`).join(", ")})`;
    super(`${spec.doc}${detail}`, cause === undefined ? undefined : { cause });
    this.name = name;
    this.code = `${module}.${name}`;
    this.module = module;
    this.index = spec.index;
    this.kind = spec.kind;
    this.status = spec.status ?? httpStatus[spec.kind];
    this.doc = spec.doc;
    this.data = data;
  }

  get [brand](): true {
    return true;
  }
}

/** For subclasses, what `instanceof` always says. */
function isInstance(this: unknown, value: unknown): boolean {
  if (this !== CodedError) return Function.prototype[Symbol.hasInstance].call(this, value);
  return typeof value === "object" && value !== null && brand in value;
}

/** Makes one coded error: `throw errors.BadLength({ expected: 32, actual: 3 })`. */
export interface ErrorMaker {
  (data?: ErrorData, cause?: unknown): CodedError;
  readonly code: string;
  readonly module: string;
  readonly spec: ErrorSpec;
  /** Whether `error` is this very error. */
  is(error: unknown): error is CodedError;
}

/**
 * Declares a module's error catalogue.
 *
 * @throws Error at load time when two rows share an index.
 */
export function defineErrors<const S extends Record<string, ErrorSpec>>(
  module: string,
  specs: S,
): { readonly [Name in keyof S]: ErrorMaker } {
  const seen = new Set<number>();
  const makers: Record<string, ErrorMaker> = {};
  for (const [name, spec] of Object.entries(specs)) {
    if (seen.has(spec.index)) throw new Error(`${module}: error index ${spec.index} is used twice`);
    seen.add(spec.index);
    const make = (data: ErrorData = {}, cause?: unknown) => new CodedError(module, name, spec, data, cause);
    const is = (error: unknown): error is CodedError =>
      error instanceof CodedError && error.module === module && error.name === name;
    makers[name] = Object.assign(make, { code: `${module}.${name}`, module, spec, is });
  }
  return makers as { readonly [Name in keyof S]: ErrorMaker };
}

/** Whether an error is of a catalogue: one of its rows, or one that a newer version of the catalogue has. */
export const isOf = (catalogue: Readonly<Record<string, ErrorMaker>>, error: unknown): error is CodedError =>
  error instanceof CodedError && Object.values(catalogue)[0]?.module === error.module;

/** Errors of encoding and decoding. */
export const errors = defineErrors("codec", {
  UnexpectedEnd: { index: 0, kind: "invalid", doc: "The input ends before the value does." },
  TrailingBytes: { index: 1, kind: "invalid", doc: "Bytes follow the value; there must be none." },
  NonCanonical: { index: 2, kind: "invalid", doc: "The value is not encoded in its one canonical form." },
  UnknownVariant: { index: 3, kind: "invalid", doc: "No variant of the enumeration has this index or name." },
  TooLong: { index: 4, kind: "invalid", doc: "The value is longer than its type allows." },
  TooDeep: { index: 5, kind: "invalid", doc: "Values are nested deeper than allowed." },
  OutOfRange: { index: 6, kind: "invalid", doc: "The number does not fit its type." },
  BadText: { index: 7, kind: "invalid", doc: "The text is not valid UTF-8." },
  BadJson: { index: 8, kind: "invalid", doc: "The value does not have the form its type asks for." },
  BadHex: { index: 9, kind: "invalid", doc: "Expected an even number of hexadecimal digits after 0x." },
  BadLength: { index: 10, kind: "invalid", doc: "The value does not have the length its type asks for." },
  BadAddress: { index: 11, kind: "invalid", doc: "Not a valid SS58 address or 32-byte public key." },
  TooManyItems: { index: 12, kind: "invalid", doc: "All lists of the value together have more items than allowed." },
});
