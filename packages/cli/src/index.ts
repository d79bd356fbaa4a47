export { errors } from "./errors.ts";
export type { Console } from "./output.ts";
export { runCli, type Surroundings } from "./run.ts";
