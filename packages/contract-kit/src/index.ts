export type { Abi, AbiMethod, AbiTask, JsonSchema } from "@pha/contract-engine/abi";
export { type Agreeing, agreeing } from "./agreeing.ts";
export type {
  Block,
  CommandContext,
  Hashes,
  Http,
  InitContext,
  MigrateContext,
  QueryContext,
  ReadContext,
  SettledContext,
  TaskRun,
} from "./context.ts";
export {
  type ContractDefinition,
  contract,
  type EngineContract,
  type Methods,
  type Migration,
  type OfCommand,
} from "./contract.ts";
export type { EffectOutcome, EventShape, EventValue } from "./effects.ts";
export { ContractError, fail } from "./fail.ts";
export { type Account, type Schema, s, type TypeOf } from "./schema.ts";
export type { Given, Signatures, SignaturesOf, Told } from "./signatures.ts";
export {
  map,
  type Range,
  type ReadonlyStateMap,
  type ReadonlyStateOf,
  type ReadonlyStateValue,
  type StateMap,
  type StateOf,
  type StatePart,
  type StateShape,
  type StateValue,
  value,
} from "./state.ts";
export type { TaskContext, TaskDefinition } from "./tasks.ts";
