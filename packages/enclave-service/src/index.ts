export { type DriveOptions, type Driver, driveProgram, type Ticked } from "./drive.ts";
export { errors } from "./errors.ts";
export type { FinalizedBlock } from "./follow.ts";
export { isStateNotKept } from "./history.ts";
export { readLedger, serveOcalls } from "./ocalls.ts";
export { makeOperator, type Operator, type OperatorOptions } from "./operator.ts";
export { loadProgram, type Program, type ProgramOptions } from "./program.ts";
export { ensureRegistered, type RegistrationSteps } from "./registration.ts";
export { readSealed, writeSealed } from "./seal-file.ts";
