import { errors, isOf } from "./errors.ts";

/**
 * Runs a reader of JSON; its coded error then names the field, or the place in a list, by its whole path:
 * `body.calls.0.to`. What was wrong with the value is its reason.
 */
export function inField<T>(field: string | number, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!isOf(errors, error)) throw error;
    const inner = error.data["field"];
    const path = inner === undefined ? String(field) : `${field}.${inner}`;
    const { doc, data } = error;
    const reason = errors.BadJson.is(error) ? {} : { reason: doc.replace(/\.$/, "") };
    throw errors.BadJson({ ...reason, ...data, field: path }, error);
  }
}
