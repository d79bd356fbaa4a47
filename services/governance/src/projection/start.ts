import type { Bus } from "@pha/service-kit/bus";
import { type Db, type Projection, startProjection } from "@pha/service-kit/db";
import type { Logger } from "@pha/service-kit/log";
import { cursors } from "../db/schema.ts";
import { clearHistory, goesOn, type ProjectDeps, projectWith } from "./project.ts";

/** The cursor of the projection. */
export const cursor = { table: cursors, job: "governance" } as const;

interface ProjectionDeps extends ProjectDeps {
  readonly db: Db;
  readonly bus: Bus;
  readonly log: Logger;
  readonly moved: () => void;
}

/** Follows the finalized chain into the tables. */
export const startGovernanceProjection = ({ db, bus, log, moved, ...deps }: ProjectionDeps): Promise<Projection> =>
  startProjection({ db, bus, log, cursor, moved, goesOn, clear: clearHistory, project: projectWith(deps) });
