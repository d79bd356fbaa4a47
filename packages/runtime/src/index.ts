export type { NewNetwork } from "./carry-rules.ts";
export { errors } from "./executive/errors.ts";
export { type Genesis, genesisOf, makeGenesis } from "./executive/genesis-block.ts";
export { runtime } from "./executive/native-runtime.ts";
export type { Host, Inspection } from "./host.ts";
export { codeKey } from "./pallets/system/new-code.ts";
export type {
  Applied,
  BlockExecution,
  CallEnv,
  Deposited,
  ExecutedBlock,
  Runtime,
  Validity,
} from "./runtime.ts";
export { type CallWeight, weights } from "./weights.ts";
