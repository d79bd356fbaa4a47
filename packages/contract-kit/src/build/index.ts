export { runTests, type TestRun } from "../run-tests/run-tests.ts";
export { readAbi } from "./abi.ts";
export { type BuiltContract, buildContract } from "./build-contract.ts";
export { type Bundle, bundleContract } from "./bundle.ts";
export { changesIn } from "./changes.ts";
export { createContract, linkKit, type PackageVersions } from "./create-contract.ts";
export { errors } from "./errors.ts";
export { findPositions } from "./find-positions.ts";
export type { Place, Positions } from "./positions.ts";
