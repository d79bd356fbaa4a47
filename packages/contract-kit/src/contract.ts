import type { Abi, AbiMethod } from "@pha/contract-engine/abi";
import {
  type CommandContext,
  type InitContext,
  type MigrateContext,
  openContext,
  type QueryContext,
  type RawContext,
  type SettledContext,
} from "./context.ts";
import { type EffectOutcome, type EventShape, openOutcomes, type RawOutcomes } from "./effects.ts";
import { fail } from "./fail.ts";
import type { Schema } from "./schema.ts";
import type { Signatures, signatures } from "./signatures.ts";
import { coded, openState, type StateShape } from "./state.ts";
import { describeTasks, openTask, type TaskDefinition } from "./tasks.ts";

/** A method: what it takes, what it gives, what it does. `I` and `O` are inferred from its schemas. */
export type Methods<C, I, O, Rest = unknown> = {
  readonly [K in keyof I]: Rest & {
    /** One sentence for whoever reads the ABI. */
    readonly doc?: string;
    readonly input: Schema<I[K]>;
    run(ctx: C, args: I[K]): K extends keyof O ? O[K] | Promise<O[K]> : never;
  };
} & { readonly [K in keyof O]: { readonly output: Schema<O[K]> } };

/** What a command has beside what queries have. */
export interface OfCommand {
  /** Whether it takes money: `ctx.value`. What comes to one that does not goes back. */
  readonly payable?: boolean;
  /** Whether the contract's tasks send it, by `ctx.submit`, and nobody else. */
  readonly ofTasks?: boolean;
}

/** What new code does first of all with the state of the code that it is put in place of. */
export interface Migration<S extends StateShape, W extends StateShape> {
  /** Parts of the state as the code before declared them, where this code declares others, or none. */
  readonly was?: W;
  /** Of code that has this hash. Where it fails, the contract keeps the code that it had, and all of its state. */
  run(ctx: MigrateContext<S, W>, from: `0x${string}`): void | Promise<void>;
}

/** Definition of a contract, as its author writes it. */
export interface ContractDefinition<
  S extends StateShape,
  E extends EventShape,
  II,
  CI,
  CO,
  QI,
  QO,
  W extends StateShape,
> {
  readonly doc?: string;
  readonly state: S;
  /** What it may tell everybody, by `ctx.emit`: names, and schemas of at most a KiB of JSON. */
  readonly events?: E;
  /** Runs once, with the constructor's arguments. These are public: a secret goes into the first command. */
  readonly init?: {
    readonly doc?: string;
    readonly input: Schema<II>;
    run(ctx: InitContext<S>, args: II): void | Promise<void>;
  };
  /** Runs once, when this code is put in place of other code. Where there is none, the state stays as it is. */
  readonly migrate?: Migration<NoInfer<S>, W>;
  /** Told what came of effects, once they were done or could not be. It may write, and has none itself. */
  readonly settled?: (ctx: SettledContext<S>, outcomes: readonly EffectOutcome[]) => void | Promise<void>;
  /** Deterministic; executed by every worker of the cluster in the ledger's order; may change state. */
  readonly commands: Methods<CommandContext<S, E>, CI, CO, OfCommand>;
  /** Answered by one worker from the state of the last finalized block; may not change it. */
  readonly queries: Methods<QueryContext<S>, QI, QO>;
  /** Run by elected workers, every so many blocks. They read the state and fetch, as queries do, and submit commands. */
  readonly tasks?: Readonly<Record<string, TaskDefinition<NoInfer<S>, NoInfer<CI>>>>;
}

type AnyTasks = Parameters<typeof describeTasks>[0];

type Handler = (raw: RawContext, args: unknown) => unknown;

/** A contract as the engine runs it: plain functions of its own context and of parsed JSON. */
export interface EngineContract<S extends Signatures = Signatures> {
  readonly [signatures]?: S;
  readonly init?: Handler;
  readonly migrate?: Handler;
  readonly settled?: Handler;
  readonly commands: Readonly<Record<string, Handler>>;
  readonly queries: Readonly<Record<string, Handler>>;
  readonly tasks?: Readonly<Record<string, Handler>>;
  readonly abi: Abi;
}

interface AnyMethod extends OfCommand {
  readonly doc?: string;
  readonly input: Schema<unknown>;
  readonly output: Schema<unknown>;
  readonly run: (ctx: CommandContext<StateShape>, args: unknown) => unknown;
}

/**
 * Makes a contract; the module's `export default`. Arguments are checked before `run` sees them, and what it returns
 * before it leaves: `BadArguments`, `BadOutput`.
 */
export function contract<
  S extends StateShape,
  II,
  CI,
  CO,
  QI,
  QO,
  E extends EventShape = Record<never, never>,
  W extends StateShape = Record<never, never>,
>(
  definition: ContractDefinition<S, E, II, CI, CO, QI, QO, W>,
): EngineContract<{
  readonly init: II;
  readonly commands: { readonly inputs: CI; readonly outputs: CO };
  readonly queries: { readonly inputs: QI; readonly outputs: QO };
}> {
  const { doc, state, init, migrate, settled, events = {} } = definition;
  const commands = definition.commands as unknown as Record<string, AnyMethod>;
  const queries = definition.queries as unknown as Record<string, AnyMethod>;
  const tasks = definition.tasks && describeTasks(definition.tasks as unknown as AnyTasks);
  const first = init && ({ ...init, run: init.run, output: nothing } as unknown as AnyMethod);

  const handle = (method: AnyMethod, name: string): Handler => {
    const finish = (answer: unknown) => coded("BadOutput", () => method.output.write(answer, `output of ${name}`));
    return (raw, json) => {
      if (!method.payable && (raw.value ?? "0") !== "0") fail("NotPayable", "The method takes no money.");
      if (method.ofTasks ? !raw.task : raw.task) fail("OfTasks", whoSends(method));
      const answer = method.run(openContext(raw, state, events), method.input.parse(json, "args"));
      return isPromise(answer) ? answer.then(finish) : finish(answer);
    };
  };
  return {
    ...(first ? { init: handle(first, "init") } : {}),
    ...(migrate ? { migrate: openMigration(migrate, state) } : {}),
    ...(settled
      ? { settled: (raw, told) => settled(openContext(raw, state, {}), openOutcomes(told as RawOutcomes)) ?? null }
      : {}),
    commands: mapValues(commands, handle),
    queries: mapValues(queries, handle),
    ...(tasks
      ? { tasks: mapValues(definition.tasks as unknown as AnyTasks, (task) => openTask(task, state, commands)) }
      : {}),
    get abi() {
      return {
        abi: 1 as const,
        ...(doc === undefined ? {} : { doc }),
        ...(first ? { init: describe(first) } : {}),
        ...(definition.events ? { events: mapValues(definition.events, ({ json }) => json) } : {}),
        commands: mapValues(commands, describe),
        queries: mapValues(queries, describe),
        ...(tasks ? { tasks } : {}),
      };
    },
  };
}

const openMigration =
  <S extends StateShape, W extends StateShape>({ was, run }: Migration<S, W>, state: S): Handler =>
  (raw, from) =>
    run(
      Object.assign(openContext(raw, state, {}), { was: openState(was ?? ({} as W), raw.state) }),
      from as `0x${string}`,
    ) ?? null;

const isPromise = (answer: unknown): answer is Promise<unknown> =>
  typeof answer === "object" && answer !== null && "then" in answer && typeof answer.then === "function";

const whoSends = ({ ofTasks }: OfCommand): string =>
  ofTasks ? "Only the contract's own tasks send this command." : "Tasks do not send this command.";

const nothing: Schema<unknown> = { parse: () => null, write: () => null, json: { type: "null" } };

const describe = ({ doc, input, output, payable, ofTasks }: AnyMethod): AbiMethod => ({
  ...(doc === undefined ? {} : { doc }),
  ...(payable ? { payable } : {}),
  ...(ofTasks ? { ofTasks } : {}),
  input: input.json,
  output: output.json,
});

const mapValues = <A, B>(record: Readonly<Record<string, A>>, change: (entry: A, name: string) => B) =>
  Object.fromEntries(Object.entries(record).map(([name, entry]) => [name, change(entry, name)])) as Record<string, B>;
