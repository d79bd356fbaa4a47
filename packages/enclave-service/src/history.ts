import { CodedError } from "@pha/codec";

/** Whether a program asked about a block whose state the chain no longer keeps: only a newer block can help it. */
export const isStateNotKept = (error: unknown): boolean =>
  error instanceof CodedError && error.code === "chain.StateNotKept";
