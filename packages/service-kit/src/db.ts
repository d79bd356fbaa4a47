export {
  type Cursor,
  type CursorTable,
  cursorTable,
  findCursor,
  tryAdvanceCursor,
} from "./db/cursor.ts";
export * from "./db/drizzle.ts";
export { dbError } from "./db/errors.ts";
export { migrate } from "./db/migrate.ts";
export { type Database, type DbOptions, openDb } from "./db/open.ts";
export { type Outbox, type OutboxOptions, outboxSequence, startOutbox } from "./db/outbox.ts";
export { type Projection, type ProjectionOptions, rebuildProjection, startProjection } from "./db/projection.ts";
