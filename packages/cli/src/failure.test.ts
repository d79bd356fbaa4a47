import { mkdir, readdir, writeFile } from "node:fs/promises";
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
import { exit } from "./exit.ts";
import { report } from "./failure.ts";
import { Output } from "./output.ts";

const codeOf = (error: unknown): Promise<number> =>
  report(new Output({ out: () => {}, err: () => {} }, false), error, undefined);

type Catalogue = Readonly<Record<string, ErrorMaker>>;
const all = (catalogue: Catalogue): string[] => Object.keys(catalogue);
const without = (catalogue: Catalogue, ...names: string[]): string[] =>
  all(catalogue).filter((name) => !names.includes(name));

/** Of each catalogue that the command line meets: what the user must mend. */
const mended: readonly (readonly [Catalogue, readonly string[]])[] = [
  [
    errors,
    without(
      errors,
      ...["StateUnwritable", "StateUnreadable", "TestsFailed", "CallWouldFail", "OutputLost", "SystemRefused"],
      ...["UpgradeFailed", "AuthorityRefused", "MotionFailed"],
    ),
  ],
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

it("what the operating system refuses has a code, and says of which file; a bug has none, and keeps its stack", async () => {
  const told = async (error: unknown) => {
    const said: string[] = [];
    const exitCode = await report(
      new Output({ out: () => {}, err: (line) => said.push(line) }, true),
      error,
      undefined,
    );
    return { exitCode, ...JSON.parse(said.join("")).error };
  };
  for (const refuse of [
    () => mkdir("/proc/nothing/.pha"),
    () => writeFile("/dev/full", "a"),
    () => readdir("/dev/null"),
  ]) {
    const error = await refuse().catch((reason: unknown) => reason);
    const { path, code } = error as NodeJS.ErrnoException;
    expect(await told(error)).toMatchObject({
      ...{
        exitCode: exit.failed,
        code: errors.SystemRefused.code,
        message: expect.stringContaining(`reason: ${code}`),
      },
      ...(path !== undefined && { message: expect.stringContaining(`file: ${path}`) }),
    });
  }
  expect((await told(new TypeError("x is undefined"))).code).toBeUndefined();
});
