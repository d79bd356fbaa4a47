export type { Abi, AbiMethod, JsonSchema } from "@pha/contract-engine/abi";
export type { Block, CommandContext, Hashes, QueryContext } from "./context.ts";
export { type ContractDefinition, contract, type EngineContract, type Methods } from "./contract.ts";
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
