import { chainApiErrors, chainDevErrors, gatekeeperErrors, minerErrors } from "@pha/api";
import { dcapErrors } from "@pha/attestation";
import { errors as codecErrors, type ErrorMaker } from "@pha/codec";
import { errors as engineErrors } from "@pha/contract-engine/errors";
import { errors as kitErrors } from "@pha/contract-kit/errors";
import { errors as cryptoErrors } from "@pha/crypto";
import { contracts } from "@pha/runtime/spec";
import { ContractError, errors as sdkErrors } from "@pha/sdk";
import { expect, it } from "vitest";
import { errors } from "./errors.ts";
import { exit, report } from "./failure.ts";
import { Output } from "./output.ts";

const codeOf = (error: unknown): Promise<number> =>
  report(new Output({ out: () => {}, err: () => {} }, false), error, undefined);

type Catalogue = Readonly<Record<string, ErrorMaker>>;
const all = (catalogue: Catalogue): string[] => Object.keys(catalogue);
const without = (catalogue: Catalogue, ...names: string[]): string[] =>
  all(catalogue).filter((name) => !names.includes(name));

/** Of each catalogue that the command line meets: what the user must mend. */
const mended: readonly (readonly [Catalogue, readonly string[]])[] = [
  [errors, without(errors, "StateUnwritable", "StateUnreadable", "TestsFailed", "CallWouldFail")],
  [kitErrors, without(kitErrors, "AbiNotRead")],
  [
    sdkErrors,
    [
      ...[
        "NoGatekeeper",
        "BadArguments",
        "BadParameter",
        "UnknownOption",
        "UnknownCall",
        "NotAChain",
        "NotAGatekeeper",
      ],
      "UnknownContract",
    ],
  ],
  [codecErrors, all(codecErrors)],
  [cryptoErrors, ["BadUri", "BadPhrase", "SoftJunction", "BadKeystore", "WrongPassword"]],
  [engineErrors, all(engineErrors)],
  [chainApiErrors, ["UnknownCall"]],
  [chainDevErrors, ["NoSuchKey", "NoSuchSnapshot"]],
  [gatekeeperErrors, ["UnknownContract"]],
  [minerErrors, ["UnknownContract", "UnknownMessage"]],
  [contracts.errors, []],
  [dcapErrors, all(dcapErrors).filter((name) => name.startsWith("Malformed") || /^(TooLong|Unsupported)/.test(name))],
];
/** What says that something could not be verified, besides sdk's from index 30 on. */
const distrusted = ["crypto.WrongRoot", "crypto.BadProof", "crypto.NotCovered"];

const rows = mended.flatMap(([catalogue, names]) =>
  Object.entries(catalogue).map(([name, maker]) => [maker.code, maker, names.includes(name)] as const),
);

it.each(rows)("%s has the exit code of its class", async (code, maker, isMended) => {
  const isDistrusted =
    distrusted.includes(code) ||
    (maker.module === "sdk" && maker.spec.index >= 30) ||
    (maker.module === "dcap" && !isMended);
  const isUnavailable = maker.spec.kind === "unavailable";
  const otherwise = isUnavailable ? exit.unreachable : exit.failed;
  expect(await codeOf(maker())).toBe(isDistrusted ? exit.unverified : isMended ? exit.usage : otherwise);
});

it("what a contract refuses has failed, whatever code it gives", async () => {
  for (const code of ["contract.Unknown", engineErrors.WrongArguments.code])
    expect(await codeOf(new ContractError(code, "No."))).toBe(exit.failed);
});
