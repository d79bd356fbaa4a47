import { chainErrors } from "@pha/api";

/** Whether a program asked about a block whose state the chain no longer keeps: only a newer block can help it. */
export const isStateNotKept = (error: unknown): boolean => chainErrors.StateNotKept.is(error);
