import { CodedError, type ErrorData, type ErrorSpec, type Hex, httpStatus } from "@pha/codec";
import { NotLoaded } from "@pha/frame";

/** Any function that crosses the border. */
export type Face = (...args: never[]) => unknown;

/** An error as the border has read it: text, numbers, and copies. */
export interface ErrorFacts {
  readonly name: string;
  readonly message: string;
  readonly cause?: Error;
  /** Of a `NotLoaded`. */
  readonly keys?: unknown;
  /** Of a `CodedError`: its row in a catalogue, and its facts. */
  readonly row?: Readonly<Record<string, unknown>>;
  readonly data?: ErrorData;
}

/** How errors are recognized that another copy of their class made. */
const brandOf = ({ prototype }: { readonly prototype: object }): symbol =>
  Object.getOwnPropertySymbols(prototype)[0] as symbol;

/** What the border makes its copies for the process with: functions of the process, which no runtime ever holds. */
export const hostSide = {
  bytes: (given: Uint8Array) => new Uint8Array(given),
  list: (): unknown[] => [],
  record: (): Record<string, unknown> => ({}),
  map: () => new Map<unknown, unknown>(),
  set: () => new Set<unknown>(),
  enter: (map: Map<unknown, unknown>, key: unknown, value: unknown) => void map.set(key, value),
  add: (set: Set<unknown>, item: unknown) => void set.add(item),
  face:
    (work: (args: readonly unknown[]) => unknown): Face =>
    (...args) =>
      work(args),
  /** A property that is made when it is first looked at. */
  later(record: object, key: string, make: (args: readonly unknown[]) => unknown): void {
    const put = (value: unknown) => Object.defineProperty(record, key, { value, enumerable: true });
    Object.defineProperty(record, key, {
      get: () => put(make([])) && (record as never)[key],
      enumerable: true,
      configurable: true,
    });
  },
  error: makeError,
  isError: (given: unknown): boolean => given instanceof Error,
  coded: brandOf(CodedError),
  notLoaded: brandOf(NotLoaded),
  encodeText: (text: string) => new TextEncoder().encode(text),
  textDecoder(label: string, options: TextDecoderOptions): (bytes?: Uint8Array) => string {
    const decoder = new TextDecoder(label, options);
    return (bytes) => decoder.decode(bytes);
  },
} as const;

export type HostSide = typeof hostSide;

function makeError({ name, message, cause, keys, row, data = {} }: ErrorFacts): Error {
  if (Array.isArray(keys) && keys.every((key) => typeof key === "string")) return new NotLoaded(keys as Hex[]);
  if (row && isRow(row)) return new CodedError(row.module, name, row, data, cause);
  const error = new Error(message, cause && { cause });
  return Object.assign(error, { name });
}

/** Whether a row is one of a catalogue: a runtime may throw anything. */
const isRow = (row: Readonly<Record<string, unknown>>): row is ErrorRow =>
  typeof row["module"] === "string" &&
  typeof row["index"] === "number" &&
  typeof row["doc"] === "string" &&
  typeof row["status"] === "number" &&
  Object.hasOwn(httpStatus, String(row["kind"]));

type ErrorRow = ErrorSpec & { readonly module: string; readonly [fact: string]: unknown };
