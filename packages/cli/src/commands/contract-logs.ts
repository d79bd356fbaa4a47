import type { Context } from "../context.ts";
import { inSources, placesInSources } from "../contracts/in-sources.ts";
import { findTarget } from "../contracts/target.ts";
import { short, table } from "../output.ts";
import { parseHash } from "../settings.ts";
import type { SignerOptions } from "../signer.ts";

/** `pha contract logs <contract>` */
export async function contractLogs(
  context: Context,
  target: string,
  { worker, ...options }: SignerOptions & { readonly worker?: string },
): Promise<void> {
  const owner = await context.signer(options);
  const network = await context.connect();
  const found = await findTarget(context, network, target, owner.accountId);
  const only = worker === undefined ? {} : { worker: parseHash(worker, "worker") };
  const { value, verified } = await inSources(context, found, found.contract.logs(owner, only));
  const folders = () => context.project.folders();
  const lines = await Promise.all(
    value.lines.map(async (one) => ({ ...one, line: await placesInSources(one.line, found.told.codeHash, folders) })),
  );
  context.output.result({ ...found.told, worker: verified.worker, ...value, lines }, [
    ...(lines.length === 0 ? ["Nothing was logged that this worker still has."] : []),
    ...table(lines.map(({ block, call, line }) => [`block ${block}`, call, line])),
    `From worker ${short(verified.worker)}; what queries wrote is with the workers that answered them.`,
  ]);
}
