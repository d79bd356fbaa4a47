import { maxTaskBlocks, maxTasks, maxTaskWorkers, minTaskBlocks } from "@pha/limits";
import { eventName, methodName } from "../names.ts";

/** JSON Schema of a value. */
export type JsonSchema = { readonly [key: string]: unknown };

/** Input and output of a method, as JSON Schema. */
export interface AbiMethod {
  readonly doc?: string;
  /** Whether a command takes money. */
  readonly payable?: boolean;
  /** Whether the contract's tasks send it, and nobody else. */
  readonly ofTasks?: boolean;
  readonly input: JsonSchema;
  readonly output: JsonSchema;
}

/** When a task runs: every so many blocks, on so many workers. */
export interface AbiTask {
  readonly doc?: string;
  readonly every: number;
  readonly workers: number;
}

/**
 * A contract from outside. Formats beyond JSON Schema's own: `account` (32 bytes), `u128` (decimal), `hex`, `sealed` (items).
 * `init`, when there is one, takes the public constructor arguments.
 */
export interface Abi {
  readonly abi: 1;
  readonly doc?: string;
  readonly init?: AbiMethod;
  /** What it tells everybody, by name. */
  readonly events?: Readonly<Record<string, JsonSchema>>;
  readonly commands: Readonly<Record<string, AbiMethod>>;
  readonly queries: Readonly<Record<string, AbiMethod>>;
  readonly tasks?: Readonly<Record<string, AbiTask>>;
}

const mark = "\n//# abi=";
const decoder = new TextDecoder();

/** The code with its ABI as its last line, a comment: the code's hash is then the ABI's too. */
export const withAbi = (code: string, abi: Abi): string =>
  `${code.trimEnd()}${mark}${JSON.stringify(abi).replace(/[\u2028\u2029]/g, escaped)}\n`;

/** These two end a comment in JavaScript, but not a text in JSON. */
const escaped = (separator: string) => `\\u${separator.charCodeAt(0).toString(16)}`;

/** Levels that an ABI may nest: many times what schemas need, and nothing that goes through one runs out of stack. */
const deepest = 64;

/** The ABI in the last line of a contract's code; `undefined` when there is none, or none that is understood. */
export const abiOf = (code: Uint8Array): Abi | undefined => abiIn(decoder.decode(code));

/** The same of code as text. */
export function abiIn(text: string): Abi | undefined {
  const at = text.lastIndexOf(mark);
  if (at < 0) return undefined;
  const line = text.slice(at + mark.length).trimEnd();
  if (line.includes("\n")) return undefined;
  let abi: unknown;
  try {
    abi = JSON.parse(line);
  } catch {
    return undefined;
  }
  return isShallow(abi) && isAbi(abi) ? abi : undefined;
}

function isShallow(given: unknown): boolean {
  let level = [given];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > deepest) return false;
    level = level.flatMap((one) => (typeof one === "object" && one !== null ? Object.values(one) : []));
  }
  return true;
}

function isAbi(given: unknown): given is Abi {
  if (!isRecord(given) || given["abi"] !== 1 || !isDoc(given["doc"])) return false;
  const { init, events, commands, queries, tasks } = given;
  const methods = (init === undefined || isMethod(init)) && [commands, queries].every(isMethods);
  return methods && isEvents(events) && isTasks(tasks);
}

const isTasks = (given: unknown): boolean =>
  given === undefined ||
  (isRecord(given) &&
    Object.keys(given).length <= maxTasks &&
    Object.entries(given).every(([key, task]) => methodName.test(key) && isTask(task)));

const isTask = (given: unknown): given is AbiTask =>
  isRecord(given) &&
  isDoc(given["doc"]) &&
  isWithin(given["every"], minTaskBlocks, maxTaskBlocks) &&
  isWithin(given["workers"], 1, maxTaskWorkers);

const isWithin = (given: unknown, least: number, most: number): boolean =>
  Number.isInteger(given) && (given as number) >= least && (given as number) <= most;

const isEvents = (given: unknown): boolean =>
  given === undefined ||
  (isRecord(given) && Object.entries(given).every(([key, schema]) => eventName.test(key) && isRecord(schema)));

const isMethods = (given: unknown): boolean =>
  isRecord(given) && Object.entries(given).every(([key, method]) => methodName.test(key) && isMethod(method));

const isMethod = (given: unknown): given is AbiMethod =>
  isRecord(given) &&
  isDoc(given["doc"]) &&
  [given["payable"], given["ofTasks"]].every((flag) => [undefined, true, false].includes(flag as boolean)) &&
  isRecord(given["input"]) &&
  isRecord(given["output"]);

const isDoc = (given: unknown): boolean => given === undefined || typeof given === "string";

const isRecord = (given: unknown): given is Record<string, unknown> =>
  typeof given === "object" && given !== null && !Array.isArray(given);
