import { join } from "node:path";
import type { Abi } from "viem";
import { expect, it } from "vitest";
import { finalityClientAbi } from "./abi/finality-client.ts";
import { gatewayAbi } from "./abi/gateway.ts";
import { testTokenAbi, wrappedTokenAbi } from "./abi/tokens.ts";
import { compileContracts, compileSources } from "./compile.ts";
import { errors } from "./errors.ts";

const artefacts = compileContracts(join(import.meta.dirname, "..", "..", ".data", "cache", "solidity"));

/** What calls, logs and errors are encoded by: the compiler adds names of types and what goes without saying. */
const plain = (abi: Abi) => abi.map((item) => JSON.stringify(item, (_, value) => meant(value))).sort();

const meant = (value: unknown) =>
  value && typeof value === "object" && !Array.isArray(value)
    ? Object.fromEntries(
        Object.entries(value)
          .filter(([key, said]) => key !== "internalType" && said !== false && said !== "")
          .sort(([a], [b]) => (a < b ? -1 : 1)),
      )
    : value;

it.each<[name: string, abi: Abi]>([
  ["FinalityClient", finalityClientAbi],
  ["Gateway", gatewayAbi],
  ["WrappedToken", wrappedTokenAbi],
  ["TestToken", testTokenAbi],
])("%s has the interface that is written down", (name, abi) => {
  expect(plain(artefacts.get(name)?.abi ?? [])).toEqual(plain(abi));
});

it.each([
  ["an error", "contract C { uint256 x = y; }", "Undeclared identifier"],
  ["a warning", "contract C { uint256 public at; }", "promoted to keyword"],
])("makes nothing of a source with %s, and says where it is", (_, source, said) => {
  const compile = () =>
    compileSources({ "C.sol": `// SPDX-License-Identifier: Apache-2.0\npragma solidity 0.8.37;\n${source}` });
  expect(compile).toThrow(expect.toSatisfy(errors.NotCompiled.is));
  expect(compile).toThrow(new RegExp(`${said}[\\s\\S]*C.sol:3`));
});
