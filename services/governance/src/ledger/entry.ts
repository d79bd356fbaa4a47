import type { EventRow } from "../db/events.ts";

/** An event as it is told, by whichever way. */
export const entryOf = ({ fields, extrinsic, ...row }: EventRow) => ({
  ...row,
  extrinsic: extrinsic ?? undefined,
  fields: JSON.parse(fields),
});
