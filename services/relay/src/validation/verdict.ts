import type { CodedError } from "@pha/codec";
import { errors } from "../errors.ts";

const invalid = [errors.BadStart, errors.BadExtrinsic, errors.BadSignature, errors.WrongHeader];

/**
 * Whether an error says that the sealed block itself is bad, so that every honest validator finds the same and the
 * round may be closed. A witness that is missing or wrong, a seal that is none, a clock or a bug of ours say nothing
 * about the block: those are waited for.
 */
export const isInvalid = (error: unknown): error is CodedError => invalid.some((one) => one.is(error));
