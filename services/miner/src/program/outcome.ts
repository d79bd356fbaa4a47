import { utf8 } from "@pha/codec";
import { type Outcome as EngineOutcome, errors as engineErrors, type Failure } from "@pha/contract-engine";
import { type Reason, reasonLimits } from "@pha/runtime/program";
import { failureLimits, type Outcome } from "@pha/secret-channel";

/** What a query's sender is told of how it ended. */
export const toOutcome = (outcome: EngineOutcome): Outcome =>
  outcome.ok ? { type: "Done", value: utf8(outcome.result) } : failed(outcome.error);

/** A failure as it is told, cut to what fits. */
const failed = (failure: Failure): Outcome => ({ type: "Failed", value: cut(failure, failureLimits) });

const { ContractThrew, BadCode, GasExhausted, MemoryExhausted, StackOverflow, ...limits } = engineErrors;
const { OutputTooLarge, StateValueTooLarge, TooManyWrites, StateFull, TooManyEffects } = limits;
const ofCode = [
  ...[ContractThrew, BadCode, GasExhausted, MemoryExhausted, StackOverflow],
  ...[OutputTooLarge, StateValueTooLarge, TooManyWrites, StateFull, TooManyEffects],
].map(({ code }) => code);

/**
 * Whether the words are the contract's own, tell a place in its code, or a limit that is the same on every worker. Those of
 * the engine go without saying otherwise, and may name what is this machine's.
 */
const isContracts = ({ code }: Failure): boolean => code.startsWith("contract.") || ofCode.includes(code);

/** A failure in words that are the same on every worker. */
const toldOf = (failure: Failure): Failure => (isContracts(failure) ? failure : { code: failure.code, message: "" });

/** What a command's sender is told: the same on every worker, so of the engine's other failures the code alone. */
export const toReceiptOutcome = (outcome: EngineOutcome): Outcome =>
  outcome.ok ? toOutcome(outcome) : failedCommand(outcome.error);

/** Why a constructor failed, for everybody: its arguments and code are public. */
export const toReason = (failure: Failure): Reason => cut(toldOf(failure), reasonLimits);

/** A failed command as its receipt tells it. */
export const failedCommand = (failure: Failure): Outcome => failed(toldOf(failure));

const cut = ({ code, message }: Failure, most: typeof reasonLimits | typeof failureLimits): Reason => ({
  code: clip(code, most.code),
  message: clip(message, most.message),
});

/** Text cut to at most `max` bytes of UTF-8. */
function clip(text: string, max: number): string {
  const bytes = utf8(text);
  return bytes.length <= max ? text : new TextDecoder().decode(bytes.subarray(0, max - 3)).replace(/�+$/, "");
}
