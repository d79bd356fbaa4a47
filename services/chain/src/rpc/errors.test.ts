import { type CodedError, errors as codecErrors } from "@pha/codec";
import { transactionErrors } from "@pha/runtime/spec";
import { describe, expect, it } from "vitest";
import { errors as chainErrors } from "../errors.ts";
import { errors, rpcError } from "./errors.ts";

describe("a refusal", () => {
  it.each<[error: CodedError, code: number, message: RegExp, data: RegExp]>([
    [transactionErrors.Undecodable(), 1001, /^Extrinsic has invalid format$/, /./],
    [transactionErrors.Stale(), 1010, /^Invalid Transaction$/, /^Stale: Transaction is outdated$/],
    [transactionErrors.Payment(), 1010, /^Invalid Transaction$/, /^Payment: Inability to pay some fees/],
    [transactionErrors.TooLarge(), 1010, /^Invalid Transaction$/, /^ExhaustsResources: /],
    [chainErrors.TemporarilyBanned(), 1012, /^Transaction is temporarily banned$/, /half an hour/],
    [chainErrors.AlreadyKnown(), 1013, /^Transaction Already Imported$/, /accepted before/],
    [chainErrors.PriorityTooLow(), 1014, /^Priority is too low/, /tip a tenth higher/],
    [chainErrors.PoolFull(), 1016, /^Immediately Dropped$/, /full/],
    [errors.BadBlockRange(), 4001, /range/, /^rpc.BadBlockRange$/],
    [errors.TooManyKeys(), 4002, /page/, /^rpc.TooManyKeys$/],
    [errors.UnknownBlock(), 4003, /block/, /^rpc.UnknownBlock$/],
    [chainErrors.StateNotKept(), 4003, /state/, /^chain.StateNotKept$/],
    [errors.TooManySubscriptions(), -32006, /subscriptions/, /^rpc.TooManySubscriptions$/],
    [errors.BatchTooLarge(), -32010, /batch/, /^rpc.BatchTooLarge$/],
    [codecErrors.BadJson(), -32602, /./, /^codec.BadJson$/],
    [chainErrors.Fenced(), -32000, /./, /^chain.Fenced$/],
  ])("%s has the number that Substrate's clients know", (error, code, message, data) => {
    expect(rpcError(error)).toEqual({
      code,
      message: expect.stringMatching(message),
      data: expect.stringMatching(data),
    });
  });

  it("without a code is a bug of ours and has no form", () => {
    expect(rpcError(new TypeError("secret"))).toBeUndefined();
  });
});
