import type { Context } from "../context.ts";
import { type ToldGrant, toldGrants } from "../grants.ts";
import { identity } from "../identities.ts";
import { short, table } from "../output.ts";

export interface GrantOptions {
  readonly worker?: string;
  readonly contract?: string;
}

/** `pha keys grants` */
export async function keyGrants(context: Context, options: GrantOptions): Promise<void> {
  const worker = options.worker === undefined ? undefined : identity(options.worker);
  const contract = options.contract === undefined ? undefined : identity(options.contract);
  const network = await context.connect();
  const found: ToldGrant[] = [];
  for await (const grant of toldGrants(network))
    if ((worker ?? grant.worker) === grant.worker && (contract ?? grant.contract) === grant.contract) found.push(grant);
  context.output.result(
    found,
    found.length === 0
      ? ["No gatekeeper has told of any; what is given is told in batches, some blocks later."]
      : table([
          ["block", "gatekeeper", "worker", "contract", "generation", "epoch", "keys"],
          ...found.map((grant) => [
            ...[String(grant.block), short(grant.gatekeeper), short(grant.worker), short(grant.contract)],
            ...[String(grant.generation), String(grant.epoch), grant.kinds.join(" ")],
          ]),
        ]),
  );
}
