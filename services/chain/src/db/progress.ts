import { type Cursor, type Db, findCursor } from "@pha/service-kit/db";
import { progress } from "./schema.ts";

/** Work on the side of the chain, behind finality. */
export type Job = "prune" | "index";

/** Where a job's cursor is. */
export const cursorOf = (job: Job): Cursor => ({ table: progress, job });

/** How far a job has come; 0 before it began. */
export const findProgress = (db: Db, job: Job): Promise<number> => findCursor(db, progress, job);
