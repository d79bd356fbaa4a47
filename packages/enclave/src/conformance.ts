import { doorCases } from "./conformance/door.ts";
import { fenceCases } from "./conformance/fence.ts";
import { identityCases } from "./conformance/identity.ts";
import { lifeCases } from "./conformance/life.ts";
import type { ConformanceCase } from "./conformance/setup.ts";
import { threadCases } from "./conformance/threads.ts";

export { type FenceAttack, fenceAttacks } from "./conformance/fence.ts";
export type { ConformanceCase, ConformanceSetup } from "./conformance/setup.ts";

/** What every implementation of `EnclaveHost` keeps, in no test framework's terms: run each, none may reject. */
export const conformanceCases: readonly ConformanceCase[] = [
  ...doorCases,
  ...lifeCases,
  ...identityCases,
  ...threadCases,
  ...fenceCases,
];
