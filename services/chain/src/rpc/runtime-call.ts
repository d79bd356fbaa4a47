import { CodedError, errors as codecErrors, isOf } from "@pha/codec";
import { transactionErrors } from "@pha/runtime/spec";
import { errors } from "./errors.ts";

/** @throws `rpc.CallFailed` when the runtime refuses: whoever names its functions is told so under one number. */
export async function callRuntime<T>(call: Promise<T>): Promise<T> {
  return call.catch((error: unknown) => {
    if (!isRefusal(error)) throw error;
    throw errors.CallFailed({ reason: error.message }, error);
  });
}

/** @throws `rpc.BadExtrinsic`, `rpc.NoAnswer` when the runtime does not answer a question about an extrinsic. */
export async function askAboutExtrinsic<T>(answer: Promise<T>): Promise<T> {
  return answer.catch((error: unknown) => {
    if (!isRefusal(error)) throw error;
    const { message: reason } = error;
    if (transactionErrors.Undecodable.is(error) || isOf(codecErrors, error))
      throw errors.BadExtrinsic({ reason }, error);
    throw errors.NoAnswer({ reason }, error);
  });
}

const isRefusal = (error: unknown): error is CodedError => error instanceof CodedError && error.kind !== "unavailable";
