import { chainApiErrors } from "@pha/api";
import { CodedError } from "@pha/codec";
import { type Call, errors as frameErrors, originOf } from "@pha/frame";
import { type Body, bodies, type Collective } from "@pha/runtime/spec";
import type { Network, Rehearsal } from "@pha/sdk";
import type { Context } from "../context.ts";
import { errors } from "../errors.ts";
import { brief, jsonLine } from "../json-text.ts";
import { bodyWords } from "./body-words.ts";
import { spentBy, warnOfPot } from "./pot.ts";

/** The most events that are told of what a call would do. */
const mostTold = 8;

/** The authority that a body's motion gives its call: that of so many ayes. */
export interface Decision {
  readonly body: Body;
  readonly ayes: number;
  readonly seats: number;
}

interface Rehearsing {
  /** Root when absent. */
  readonly as?: Decision;
  /** What would fail is told, and hinders nothing. */
  readonly force?: boolean | undefined;
}

/**
 * What a call would do if it were dispatched now: as root, or by a body's decision. Nothing of new code of the ledger.
 *
 * @throws the call's own error, with the `event` that tells of it
 */
export async function foresee(network: Network, call: Call, as?: Decision): Promise<Rehearsal | undefined> {
  const pallet: Collective | undefined = as && bodies[as.body];
  const origin = as && pallet && originOf(pallet, "Members", [as.ayes, as.seats]).caller;
  try {
    return await network.rehearse(call, origin);
  } catch (error) {
    if (chainApiErrors.CodeNotRehearsed.is(error)) return undefined;
    throw error;
  }
}

/** Whether an error is a call's own: else the chain did not say what would come of it. */
export const isOfCall = (error: unknown): error is CodedError =>
  error instanceof CodedError && error.data["event"] !== undefined;

/**
 * Says what a call would do if it were dispatched now, before anything is signed for it.
 *
 * @throws `cli.CallWouldFail`, `cli.AuthorityRefused`
 */
export async function rehearse(
  context: Context,
  network: Network,
  call: Call,
  { as, force = false }: Rehearsing = {},
): Promise<void> {
  const { output } = context;
  const by = as ? ` by ${as.ayes} ayes of ${as.seats} in the ${bodyWords[as.body]}` : "";
  try {
    const foreseen = await foresee(network, call, as);
    if (!foreseen) return output.progress("new code of the ledger is not rehearsed");
    const { events } = foreseen;
    const would = events.length === 0 ? "it would do nothing that is told" : "it would:";
    output.progress(`dispatched now${by}, ${would}`);
    for (const { pallet, name, fields } of events.slice(0, mostTold))
      output.progress(`  ${pallet}.${name} ${brief(jsonLine(fields))}`);
    if (events.length > mostTold) output.progress(`  and ${events.length - mostTold} more`);
    await warnOfPot(context, network, spentBy(call));
  } catch (error) {
    if (!isOfCall(error)) throw error;
    if (!force) throw refusalOf(error, as);
    output.progress(`dispatched now${by}, it would fail: ${error.code}`);
  }
}

/** What is not right now may be right when its time comes; who may not will not then. */
function refusalOf(error: CodedError, as: Decision | undefined): CodedError {
  const { event, ...facts } = error.data;
  const told = { error: error.code, reason: error.doc, ...facts };
  return frameErrors.BadOrigin.is(error)
    ? errors.AuthorityRefused(told, error)
    : errors.CallWouldFail({ ...told, ...as }, error);
}
