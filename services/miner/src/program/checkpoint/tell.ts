import { CodedError } from "@pha/codec";
import type { CoreHost } from "@pha/program-kit";

/** Tells the operator what came to nothing at a state height, and the code of why. */
export function tell(host: Pick<CoreHost, "log">, what: string, height: number, why: unknown): void {
  for (const code of [what, why instanceof CodedError ? why.code : "miner.Bug"]) host.log(code, { block: height });
}
