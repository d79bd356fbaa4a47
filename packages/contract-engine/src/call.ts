import type { CodedError, Hex } from "@pha/codec";

/** A change of one state entry; `null` removes it. */
export type Change = readonly [key: string, value: string | null];

/** Facts that a contract may know about the call it answers. Times are block times: there is no other clock. */
export interface CallContext {
  /** Account whose signature was verified; absent for an anonymous query. */
  readonly caller?: Hex | undefined;
  readonly contract: Hex;
  readonly codeHash: Hex;
  readonly block: { readonly number: number; readonly hash: Hex; readonly timeMs: number };
  /** Number of the message that is executed, in decimal; absent in queries. */
  readonly message?: string | undefined;
  /** The task that runs, or whose command is executed: then the worker is the caller. */
  readonly task?: TaskRun | undefined;
  /** Of a query: the same when its client asks it once more. */
  readonly requestId?: Hex | undefined;
  /** What came with a command, in plancks and in decimal. */
  readonly value?: string | undefined;
  /** 32 bytes. Commands: derived from the contract's key and the message, equal on all workers. Queries: fresh. */
  readonly randomSeed: Hex;
}

/** A run of a task: for the block at which it was due, by one worker. */
export interface TaskRun {
  readonly name: string;
  readonly due: number;
  /** The worker's identity. */
  readonly worker: Hex;
}

/**
 * `init`, `migrate`, `command` and `settled` are deterministic and may write; `migrate` is told the hash of the code that the
 * contract's was put in place of, `settled` what came of earlier effects; `query` and `task` read, and may fetch; `abi`
 * describes the contract.
 */
export type CallKind = "init" | "migrate" | "command" | "settled" | "query" | "task" | "abi";

/** Whether a call reads what is there, on one worker, and may wait for what it fetches. */
export const isReading = (kind: CallKind): boolean => kind === "query" || kind === "task";

/** What a command wants the ledger to do, in the contract's name. Amounts are decimal. */
export type Effect =
  | { readonly type: "Pay"; readonly to: Hex; readonly amount: string }
  /** `data` is JSON text. */
  | { readonly type: "Emit"; readonly name: string; readonly data: string }
  /** `args` is JSON text. */
  | { readonly type: "Push"; readonly contract: Hex; readonly method: string; readonly args: string };

/** One call of a contract's method. */
export interface Call {
  readonly kind: CallKind;
  /** Ignored unless it is a command, a query or a task. */
  readonly method: string;
  /** JSON text. */
  readonly args: string;
  /** What items in the arguments say, by their texts; those that do not open are left out. */
  readonly items?: Readonly<Record<string, string>>;
  /** How many effects there is room for; as many as a message may have, when absent. */
  readonly mostEffects?: number;
  readonly context: CallContext;
}

/** The file that a contract's code is called in stacks. */
export const contractFile = "contract.mjs";

/** A place in a contract's code. Columns count characters. */
export interface Frame {
  /** The function's, as it calls itself; empty when it has none. */
  readonly name: string;
  readonly line: number;
  readonly column: number;
}

/** An exception where it began: for the contract's owner, not for callers. */
export interface Origin {
  readonly name: string;
  readonly message: string;
  /** Innermost first; none for what is no `Error`. */
  readonly at: readonly Frame[];
  readonly cause?: Origin;
}

/** Why a call failed. `code` is `contract-engine.Name`, or `contract.Name` for an error of the contract's own. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly origin?: Origin;
}

/** How a call ended. A failed call has written nothing. Log lines are for the contract's owner. */
export type Outcome =
  | {
      readonly ok: true;
      /** JSON text. */
      readonly result: string;
      readonly writes: readonly Change[];
      readonly effects: readonly Effect[];
      readonly gas: number;
      readonly logs: readonly string[];
    }
  | { readonly ok: false; readonly error: Failure; readonly gas: number; readonly logs: readonly string[] };

/** A contract's code: one ES module without imports, and its hash. */
export interface Program {
  readonly codeHash: Hex;
  readonly code: string;
}

/** A coded error as the failure of a call. */
export const failureOf = (error: CodedError): Failure => ({ code: error.code, message: error.message });
