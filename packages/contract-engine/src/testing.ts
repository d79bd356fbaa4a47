import { type Hex, toHex, utf8 } from "@pha/codec";
import { sha256 } from "@pha/crypto";
import type { Call, CallKind, Outcome, Program } from "./call.ts";
import { ContractState } from "./contract-state.ts";
import { Engine } from "./engine.ts";
import type { Web } from "./http/answer-query.ts";
import { defaultLimits, type Limits } from "./limits.ts";
import { StateMirror } from "./mirror.ts";
import { nodeTimers, spawnNodeThread } from "./node/threads.ts";
import { isPause } from "./pause.ts";
import { EnginePool } from "./pool.ts";
import { compileEngine } from "./quickjs/compile.ts";

// Helpers of this package's own tests.

/** `0x` and 32 times the byte. */
export const word = (byte: number): Hex => `0x${byte.toString(16).padStart(2, "0").repeat(32)}`;

/** A contract of this code. */
export const programWith = (code: string): Program => ({ codeHash: toHex(sha256(utf8(code))), code });

/** A contract whose one command and one query, `m`, have this body. */
export const programOf = (body: string): Program =>
  programWith(`export default {
    commands: { async m(ctx, args) { ${body} } },
    queries: { async m(ctx, args) { ${body} } },
  };`);

/** A call at a fixed block. */
export function callOf(kind: CallKind, args: unknown = null, method = "m"): Call {
  const block = { number: 7, hash: word(7), timeMs: 1_700_000_000_000 };
  const context = { caller: word(1), contract: word(2), codeHash: word(3), block, randomSeed: word(4) };
  return { kind, method, args: JSON.stringify(args), context };
}

/** A small pool on Node's threads, and one contract's state. */
export class Bench {
  readonly pool: EnginePool;
  readonly state: ContractState = new ContractState(word(2));

  constructor(limits: Partial<Limits> = {}, web?: Pick<Web, "exchange" | "isAllowed">) {
    this.pool = new EnginePool({
      spawnThread: spawnNodeThread,
      timers: nodeTimers,
      threads: 2,
      waitingQueries: 4,
      limits: { ...defaultLimits, ...limits },
      ...(web && { web }),
    });
  }

  /** Resolves when both threads run, so that a test's time is its own. */
  async start(): Promise<void> {
    const idle = new ContractState(word(0));
    const program = programOf("return 1;");
    await Promise.all([
      this.pool.runCommand(program, idle, callOf("command")),
      this.pool.runQuery(program, idle.snapshot(), callOf("query")),
    ]);
  }

  command(body: string, args?: unknown): Promise<Outcome> {
    return this.pool.runCommand(programOf(body), this.state, callOf("command", args));
  }

  query(body: string, args?: unknown): Promise<Outcome> {
    return this.pool.runQuery(programOf(body), this.state.snapshot(), callOf("query", args));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.pool[Symbol.asyncDispose]();
  }
}

/** One call of code, on no state and in this thread: for what is no attack. */
export class Desk {
  readonly #engine = new Engine(compileEngine());

  async run(program: Program, call: Call, limits: Partial<Limits> = {}): Promise<Outcome> {
    const leg = this.#engine.run({ program, call, state: new StateMirror(), limits: { ...defaultLimits, ...limits } });
    if (isPause(leg)) throw new Error("it waits");
    return leg;
  }

  /** What the body of a method returns. */
  async eval(body: string, args: unknown = null): Promise<unknown> {
    return resultOf(await this.run(programOf(body), callOf("query", args)));
  }
}

/** The parsed result; fails the test when the call failed. */
export function resultOf(outcome: Outcome): unknown {
  if (!outcome.ok) throw new Error(`${outcome.error.code}: ${outcome.error.message}`);
  return JSON.parse(outcome.result);
}

/** The code of the failure, or the result when there is none. */
export const codeOf = (outcome: Outcome): string => (outcome.ok ? outcome.result : outcome.error.code);
