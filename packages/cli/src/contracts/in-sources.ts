import type { Hex } from "@pha/codec";
import { CodedError, ContractError, errors } from "@pha/sdk";
import type { Context } from "../context.ts";
import type { Target } from "./target.ts";

/**
 * What a call gives. A contract's exception tells a place in its code; whoever built that code reads the place in the
 * sources, `src/index.ts:12:5`, for as long as the build is there.
 */
export async function inSources<T>({ project }: Context, { told }: Target, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw await placed(error, told.codeHash, () => project.folders());
  }
}

/** The failure of a contract, or of its constructor or migration, with its place in the sources if one of the folders built it. */
export async function placed(
  error: unknown,
  codeHash: Hex,
  folders: () => Promise<readonly string[]>,
): Promise<unknown> {
  if (error instanceof ContractError) {
    const message = await placesInSources(error.message, codeHash, folders);
    return message === error.message ? error : new ContractError(error.code, message);
  }
  const made = [errors.ContractBroken, errors.UpgradeFailed].find(({ is }) => is(error));
  if (!made || !(error instanceof CodedError) || typeof error.data["message"] !== "string") return error;
  const message = await placesInSources(error.data["message"], codeHash, folders);
  return made({ ...error.data, message }, error);
}

/** A contract's words, the places in them those of the sources if one of the folders built its code. */
export async function placesInSources(
  words: string,
  codeHash: Hex,
  folders: () => Promise<readonly string[]>,
): Promise<string> {
  if (!/contract\.mjs:\d/.test(words)) return words;
  const { findPositions } = await import("@pha/contract-kit/build");
  for (const folder of await folders()) {
    const positions = await findPositions(folder, codeHash);
    if (positions) return positions.translate(words);
  }
  return words;
}
