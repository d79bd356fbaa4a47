import { chainApiErrors, chainDevErrors, gatekeeperErrors, minerErrors } from "@pha/api";
import { dcapErrors } from "@pha/attestation";
import { CodedError, errors as codecErrors, isOf } from "@pha/codec";
import { errors as kitErrors } from "@pha/contract-kit/errors";
import { errors as cryptoErrors } from "@pha/crypto";
import { errors as frameErrors } from "@pha/frame";
import type { Context } from "./context.ts";
import { errors } from "./errors.ts";
import { exit } from "./exit.ts";
import type { Done, Output, Problem } from "./output.ts";

const { BadUri, BadPhrase, SoftJunction, BadKeystore, WrongPassword } = cryptoErrors;

/** Whether a person gave a secret that is none, or not the right one. */
const isBadSecret = (error: unknown): boolean =>
  [BadUri, BadPhrase, SoftJunction, BadKeystore, WrongPassword].some(({ is }) => is(error));

/** Ours that tell of what went wrong here, not of what was asked for. */
const failures = [
  ...[
    errors.StateUnwritable,
    errors.StateUnreadable,
    errors.TestsFailed,
    errors.CallWouldFail,
    errors.AuthorityRefused,
    errors.MotionFailed,
  ],
  ...[errors.OutputLost, errors.SystemRefused, errors.UpgradeFailed],
];

/** Others' about what the command line names and nobody knows: a call, an item, a key, a snapshot, a contract, a message. */
const misnamed = [
  ...[chainApiErrors.UnknownCall, chainDevErrors.NoSuchKey, chainDevErrors.NoSuchSnapshot],
  ...[frameErrors.UnknownPallet, frameErrors.UnknownItem, frameErrors.BadKey],
  ...[gatekeeperErrors.UnknownContract, minerErrors.UnknownContract, minerErrors.UnknownMessage],
];

/**
 * Whether who typed the command has something to mend: the line, a name in it, a file or folder that it names, the
 * contract there, or a secret is not right.
 */
const isUsage = (error: CodedError): boolean =>
  misnamed.some(({ is }) => is(error)) ||
  (isOf(errors, error) && !failures.some(({ is }) => is(error))) ||
  (isOf(kitErrors, error) && error.kind !== "unavailable") ||
  (isOf(codecErrors, error) && error.kind === "invalid") ||
  (isOf(dcapErrors, error) && error.kind !== "forbidden") ||
  isBadSecret(error);

/** Whether a quote of hardware, or what it was verified against, does not count; what has no form of one is bad input. */
const isBadQuote = (error: unknown): boolean => isOf(dcapErrors, error) && error.kind === "forbidden";

/** What an error itself tells was done: a transaction was handed in. Its message has it for people. */
function doneBy({ data: { transaction } }: CodedError): Done | undefined {
  return typeof transaction === "string" ? { json: { transaction }, rows: [] } : undefined;
}

const distrusted = "What the network said could not be verified; nothing of it was believed.";

/** What the operating system would not do (a disk is full, a folder is another user's) is no bug: it gets a code. */
function coded(error: unknown): unknown {
  if (error instanceof CodedError || !(error instanceof Error)) return error;
  const { code, syscall, path } = error as NodeJS.ErrnoException;
  return syscall === undefined ? error : errors.SystemRefused({ what: syscall, file: path, reason: code }, error);
}

/** Tells a person what went wrong, and gives the exit code. Anything without a code is a bug: it keeps its stack. */
export async function report(output: Output, thrown: unknown, context: Context | undefined): Promise<number> {
  const error = coded(thrown);
  if (!(error instanceof CodedError)) {
    output.failure({ message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    return exit.failed;
  }
  const { isNotAdmitted, isUnavailable, isVerificationError, errors: sdkErrors } = await import("@pha/sdk");
  const { explain } = await import("./advice.ts");
  const { message, code } = error;
  const problem: Problem = context
    ? { ...(await explain(error, context)), done: context.done ?? doneBy(error) }
    : { message, code };
  if (isVerificationError(error)) {
    output.failure({ ...problem, hint: problem.hint ?? distrusted });
    return exit.unverified;
  }
  output.failure(problem);
  if (isBadQuote(error)) return exit.unverified;
  const isMisasked = isOf(sdkErrors, error) && (error.kind === "invalid" || sdkErrors.UnknownContract.is(error));
  if (isNotAdmitted(error) || isUsage(error) || isMisasked) return exit.usage;
  return isUnavailable(error) ? exit.unreachable : exit.failed;
}
