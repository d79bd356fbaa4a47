import { CodedError } from "./errors.ts";

/** Whether a check passes: one that throws a coded error does not. What is no coded error is a bug, and thrown on. */
export function passes(check: () => void): boolean {
  try {
    check();
    return true;
  } catch (error) {
    if (error instanceof CodedError) return false;
    throw error;
  }
}
