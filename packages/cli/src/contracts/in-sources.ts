import { ContractError } from "@pha/sdk";
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
    if (!(error instanceof ContractError) || !/contract\.mjs:\d/.test(error.message)) throw error;
    const { findPositions } = await import("@pha/contract-kit/build");
    for (const folder of await project.folders()) {
      const positions = await findPositions(folder, told.codeHash);
      if (positions) throw new ContractError(error.code, positions.translate(error.message));
    }
    throw error;
  }
}
