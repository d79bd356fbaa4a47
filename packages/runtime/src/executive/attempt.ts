import { type Execution, NotLoaded } from "@pha/frame";

/**
 * Runs work of a pallet that no call asked for, in a storage transaction. If it throws, it is undone, the error goes to
 * `bugs`, and nothing is returned.
 *
 * @throws NotLoaded
 */
export function attempt<T>(execution: Execution, bugs: unknown[], work: () => T): { readonly value: T } | undefined {
  try {
    return { value: execution.transaction(work) };
  } catch (error) {
    if (error instanceof NotLoaded) throw error;
    bugs.push(error);
    return undefined;
  }
}
