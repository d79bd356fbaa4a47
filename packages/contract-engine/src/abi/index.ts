export { type Abi, type AbiMethod, abiOf, type JsonSchema, withAbi } from "./abi.ts";
export { checkCall, checkConstructor } from "./check-call.ts";
export { conform } from "./conform.ts";
