import type { Abi, AbiMethod } from "@pha/contract-engine/abi";
import { type CommandContext, openContext, type QueryContext, type RawContext } from "./context.ts";
import type { Schema } from "./schema.ts";
import type { Signatures, signatures } from "./signatures.ts";
import { coded, type StateShape } from "./state.ts";

/** A method: what it takes, what it gives, what it does. `I` and `O` are inferred from its schemas. */
export type Methods<C, I, O> = {
  readonly [K in keyof I]: {
    /** One sentence for whoever reads the ABI. */
    readonly doc?: string;
    readonly input: Schema<I[K]>;
    run(ctx: C, args: I[K]): K extends keyof O ? O[K] | Promise<O[K]> : never;
  };
} & { readonly [K in keyof O]: { readonly output: Schema<O[K]> } };

/** Definition of a contract, as its author writes it. */
export interface ContractDefinition<S extends StateShape, II, CI, CO, QI, QO> {
  readonly doc?: string;
  readonly state: S;
  /** Runs once, with the constructor's arguments. These are public: a secret goes into the first command. */
  readonly init?: {
    readonly doc?: string;
    readonly input: Schema<II>;
    run(ctx: CommandContext<S>, args: II): void | Promise<void>;
  };
  /** Deterministic; executed by every worker of the cluster in the ledger's order; may change state. */
  readonly commands: Methods<CommandContext<S>, CI, CO>;
  /** Answered by one worker from the state of the last finalized block; may not change it. */
  readonly queries: Methods<QueryContext<S>, QI, QO>;
}

type Handler = (raw: RawContext, args: unknown) => unknown;

/** A contract as the engine runs it: plain functions of its own context and of parsed JSON. */
export interface EngineContract<S extends Signatures = Signatures> {
  readonly [signatures]?: S;
  readonly init?: Handler;
  readonly commands: Readonly<Record<string, Handler>>;
  readonly queries: Readonly<Record<string, Handler>>;
  readonly abi: Abi;
}

interface AnyMethod {
  readonly doc?: string;
  readonly input: Schema<unknown>;
  readonly output: Schema<unknown>;
  readonly run: (ctx: CommandContext<StateShape>, args: unknown) => unknown;
}

/**
 * Makes a contract; the module's `export default`. Arguments are checked before `run` sees them, and what it returns
 * before it leaves: `BadArguments`, `BadOutput`.
 */
export function contract<S extends StateShape, II, CI, CO, QI, QO>(
  definition: ContractDefinition<S, II, CI, CO, QI, QO>,
): EngineContract<{
  readonly init: II;
  readonly commands: { readonly inputs: CI; readonly outputs: CO };
  readonly queries: { readonly inputs: QI; readonly outputs: QO };
}> {
  const { doc, state, init } = definition;
  const commands = definition.commands as unknown as Record<string, AnyMethod>;
  const queries = definition.queries as unknown as Record<string, AnyMethod>;
  const first = init && ({ ...init, run: init.run, output: nothing } as unknown as AnyMethod);

  const handle = (method: AnyMethod): Handler => {
    const finish = (answer: unknown) => coded("BadOutput", () => method.output.write(answer, "output"));
    return (raw, json) => {
      const answer = method.run(openContext(raw, state), method.input.parse(json, "args"));
      return isPromise(answer) ? answer.then(finish) : finish(answer);
    };
  };
  return {
    ...(first ? { init: handle(first) } : {}),
    commands: mapValues(commands, handle),
    queries: mapValues(queries, handle),
    get abi() {
      return {
        abi: 1 as const,
        ...(doc === undefined ? {} : { doc }),
        ...(first ? { init: describe(first) } : {}),
        commands: mapValues(commands, describe),
        queries: mapValues(queries, describe),
      };
    },
  };
}

const isPromise = (answer: unknown): answer is Promise<unknown> =>
  typeof answer === "object" && answer !== null && "then" in answer && typeof answer.then === "function";

const nothing: Schema<unknown> = { parse: () => null, write: () => null, json: { type: "null" } };

const describe = ({ doc, input, output }: AnyMethod): AbiMethod => ({
  ...(doc === undefined ? {} : { doc }),
  input: input.json,
  output: output.json,
});

const mapValues = <A, B>(record: Readonly<Record<string, A>>, change: (entry: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(record).map(([name, entry]) => [name, change(entry)]));
