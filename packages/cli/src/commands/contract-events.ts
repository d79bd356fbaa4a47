import { fromJson, struct } from "@pha/codec";
import type { Event, EventSpec } from "@pha/frame";
import { contracts } from "@pha/runtime/spec";
import type { EventPage } from "@pha/sdk";
import type { Context } from "../context.ts";
import { type Found, toldBy, toldRows, withWanted } from "../contracts/effects.ts";
import { findTarget } from "../contracts/target.ts";
import { table } from "../output.ts";
import type { SignerOptions } from "../signer.ts";

/** Pages of all contracts' events that are looked through. */
const mostPages = 50;

/** `pha contract events <contract>`: what it emitted, paid and gave back, newest first, by the chain's word. */
export async function contractEvents(
  context: Context,
  target: string,
  { limit, ...options }: SignerOptions & { readonly limit: number },
): Promise<void> {
  const account = (await context.signerIfAny(options))?.accountId;
  const network = await context.connect();
  const { contract, told } = await findTarget(context, network, target, account, { anyCode: true });
  const found: Found[] = [];
  let before: EventPage["next"];
  let pages = 0;
  do {
    const page = await network.findEvents({ pallet: contracts.name, before, limit: 100 });
    for (const { block, name, fields } of page.events) {
      const event = eventFrom(name, fields);
      for (const one of event ? toldBy(network, event, contract.id) : [])
        found.push({ block: block.number, told: one });
    }
    before = page.next;
    pages++;
  } while (before !== undefined && found.length < limit && pages < mostPages);
  const shown = await withWanted(network, contract.id, found.slice(0, limit));
  context.output.result({ ...told, events: shown.map(({ block, told: one }) => ({ block, ...one })) }, [
    ...(shown.length === 0 ? ["It has emitted, paid and given back nothing."] : []),
    ...(before !== undefined && shown.length < limit ? ["Older events of contracts were not looked through."] : []),
    ...table(shown.flatMap(({ block, told: one }) => toldRows([one]).map((row) => [`block ${block}`, ...row]))),
  ]);
}

const specs: Readonly<Record<string, EventSpec>> = contracts.events;

/** An event of contracts; none where a newer runtime than is known here has it. */
function eventFrom(name: string, fields: unknown): Event | undefined {
  const spec = Object.hasOwn(specs, name) ? specs[name] : undefined;
  return spec && { type: contracts.name, value: { type: name, value: fromJson(struct(spec.fields), fields) } };
}
