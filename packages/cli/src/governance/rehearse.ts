import { chainApiErrors } from "@pha/api";
import { CodedError } from "@pha/codec";
import type { Call } from "@pha/frame";
import type { Network } from "@pha/sdk";
import type { Context } from "../context.ts";
import { errors } from "../errors.ts";
import { brief, jsonLine } from "../json-text.ts";

/** The most events that are told of what a call would do. */
const mostTold = 8;

/**
 * Says what a call would do if it were dispatched as root now, before anything is signed for it.
 *
 * @param force - what would fail is told, and hinders nothing
 * @throws `cli.CallWouldFail`
 */
export async function rehearse({ output }: Context, network: Network, call: Call, force = false): Promise<void> {
  try {
    const { events } = await network.rehearse(call);
    output.progress(
      events.length === 0 ? "dispatched now, it would do nothing that is told" : "dispatched now, it would:",
    );
    for (const { pallet, name, fields } of events.slice(0, mostTold))
      output.progress(`  ${pallet}.${name} ${brief(jsonLine(fields))}`);
    if (events.length > mostTold) output.progress(`  and ${events.length - mostTold} more`);
  } catch (error) {
    if (chainApiErrors.CodeNotRehearsed.is(error)) return output.progress("new code of the ledger is not rehearsed");
    if (!(error instanceof CodedError)) throw error;
    const { event, ...facts } = error.data;
    if (event === undefined) throw error; // not the call's own: the chain did not say
    if (!force) throw errors.CallWouldFail({ error: error.code, reason: error.doc, ...facts }, error);
    output.progress(`dispatched now, it would fail: ${error.code}`);
  }
}
