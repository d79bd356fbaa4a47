export { type Caller, originOf } from "../people.ts";
export { stepsOf } from "./steps.ts";
export { type Act, accounts } from "./world.ts";
