import type { CoreHost } from "@pha/program-kit";

/** Tells the operator what came to nothing at a block, and the code of why. */
export function tell(host: Pick<CoreHost, "log">, what: string, block: number, why: unknown): void {
  const { code } = Object(why) as { readonly code?: unknown };
  for (const one of [what, typeof code === "string" ? code : "miner.Bug"]) host.log(one, { block });
}
