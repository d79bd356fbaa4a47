import type { Core } from "@pha/program-kit";
import type { Admission } from "./admission.ts";
import type { QueryRunner } from "./query-runner.ts";

/** What answers clients of one session of a worker. */
export interface DeskDeps {
  readonly core: Core;
  readonly admission: Admission;
  readonly runner: QueryRunner;
}
