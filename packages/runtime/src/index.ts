export { errors } from "./executive/errors.ts";
export { codeKey } from "./executive/genesis.ts";
export { type Genesis, makeGenesis } from "./executive/genesis-block.ts";
export { runtime } from "./executive/runtime.ts";
export type { SignedChain } from "./executive/signature.ts";
export type {
  Applied,
  BlockExecution,
  CallEnv,
  ExecutedBlock,
  QueuedMessage,
  Runtime,
  Validity,
} from "./runtime.ts";
