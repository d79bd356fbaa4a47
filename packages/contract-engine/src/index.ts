export {
  type Call,
  type CallContext,
  type CallKind,
  type Change,
  contractFile,
  type Effect,
  type Failure,
  type Frame,
  failureOf,
  type Origin,
  type Outcome,
  type Program,
  type TaskRun,
} from "./call.ts";
export { ContractState, type StateSnapshot, stateTag } from "./contract-state.ts";
export { errors } from "./errors.ts";
export { isUndecided } from "./failure.ts";
export { defaultLimits, type Limits } from "./limits.ts";
export { isPause } from "./pause.ts";
export { EnginePool, type EnginePoolOptions, type InTurn } from "./pool.ts";
export { ready as threadReady } from "./protocol.ts";
export { Runner } from "./runner.ts";
export { serveEngine } from "./serve-engine.ts";
export type { EngineThread, SpawnThread, ThreadPort, Timers } from "./thread.ts";
