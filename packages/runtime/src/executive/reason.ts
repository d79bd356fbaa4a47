import { CodedError } from "@pha/codec";

/** An error for people: its code and message, or just its message when it has no code. */
export function reasonOf(error: unknown): string {
  if (error instanceof CodedError) return `${error.code}: ${error.message}`;
  return error instanceof Error ? error.message : String(error);
}
