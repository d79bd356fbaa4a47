export { type Abi, type AbiMethod, type AbiTask, abiIn, abiOf, type JsonSchema, withAbi } from "./abi.ts";
export { checkCall, checkConstructor } from "./check-call.ts";
export { conform } from "./conform.ts";
