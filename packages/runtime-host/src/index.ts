export { errors } from "./errors.ts";
export { codeHash, loadRuntime } from "./load.ts";
