import { CodedError, errors as codecErrors, isOf } from "@pha/codec";
import { errors as cryptoErrors } from "@pha/crypto";
import { errors } from "./errors.ts";
import type { Output } from "./output.ts";

/** Exit codes. */
export const exit = { ok: 0, failed: 1, usage: 2, unreachable: 3, unverified: 4 } as const;

const { BadUri, BadPhrase, SoftJunction, BadKeystore, WrongPassword } = cryptoErrors;

/** Whether a person gave a secret that is none, or not the right one. */
const isBadSecret = (error: unknown): boolean =>
  [BadUri, BadPhrase, SoftJunction, BadKeystore, WrongPassword].some(({ is }) => is(error));

/** Tells a person what went wrong, and gives the exit code. Anything without a code is a bug: it keeps its stack. */
export async function report(output: Output, error: unknown): Promise<number> {
  if (!(error instanceof CodedError)) {
    output.failure({ message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    return exit.failed;
  }
  const { errors: sdkErrors, isNotAdmitted, isUnavailable, isVerificationError } = await import("@pha/sdk");
  const { message, code } = error;
  if (isVerificationError(error)) {
    output.failure({ message, code, hint: "What the network said could not be verified; nothing of it was believed." });
    return exit.unverified;
  }
  const isOurs = isOf(errors, error) || isOf(codecErrors, error) || isBadSecret(error);
  if (isNotAdmitted(error) || (error.kind === "invalid" && isOurs)) {
    output.failure({ message, code });
    return exit.usage;
  }
  output.failure({
    message,
    code,
    hint: sdkErrors.Unreachable.is(error)
      ? "Start the network with npm start, or name another with --chain."
      : undefined,
  });
  return isUnavailable(error) ? exit.unreachable : exit.failed;
}
