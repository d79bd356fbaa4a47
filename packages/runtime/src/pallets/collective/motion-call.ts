import { errors as codecErrors, type Hex, isOf } from "@pha/codec";
import type { Call, Reader } from "@pha/frame";
import type { Collective } from "./contract.ts";

/** The call of an open motion; none where this version of the runtime cannot read it. */
export function callOfMotion({ proposalOf }: Pick<Reader<Collective>, "proposalOf">, hash: Hex): Call | undefined {
  try {
    return proposalOf.get(hash);
  } catch (error) {
    if (isOf(codecErrors, error)) return undefined;
    throw error;
  }
}
