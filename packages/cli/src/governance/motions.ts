import { type AccountId, encode } from "@pha/codec";
import { type Call, listFailures, makeCall, readState, type StateView } from "@pha/frame";
import {
  type Body,
  bodies,
  type Collective,
  councilMajority,
  fastTrackPart,
  pallets,
  parameters,
  RuntimeCall,
} from "@pha/runtime/spec";
import type { Network, Signer } from "@pha/sdk";
import { addressOf, type Context } from "../context.ts";
import { errors } from "../errors.ts";
import { getEvent } from "../receipts.ts";
import { bodyWords } from "./body-words.ts";
import { type Sent, send } from "./submit.ts";

type Part = readonly [numerator: number, denominator: number];

/** How many ayes make a part of so many seats. */
export const ayesOf = (seats: number, [numerator, denominator]: Part): number =>
  Math.ceil((seats * numerator) / denominator);

/** The part of a body that what it usually decides takes: a proposal by simple majority, and fast-tracking it. */
export const usualPart = (body: Body, view: StateView): Part =>
  body === "council" ? councilMajority[readState(parameters, view).profile.get().type] : fastTrackPart;

/** @throws `cli.NotMember` */
export function expectMember(body: Body, members: readonly AccountId[], account: AccountId, network: Network): void {
  if (members.includes(account)) return;
  const addresses = members.map((member) => addressOf(network, member)).join(" ");
  throw errors.NotMember({ body: bodyWords[body], account: addressOf(network, account), members: addresses });
}

/** What a new motion came to; it has no number where one aye is enough: its call was dispatched. */
export interface NewMotion extends Sent {
  readonly motion: number | undefined;
  /** Why the call failed that was dispatched at once. */
  readonly error: string | undefined;
  readonly threshold: number;
  readonly seats: number;
}

/**
 * Opens a motion of a body that the signer is a member of.
 *
 * @param threshold - ayes that it takes; as many as {@link usualPart} when absent
 * @throws `cli.NotMember`, `TooFewMembers`
 */
export async function openMotion(
  context: Context,
  network: Network,
  signer: Signer,
  {
    body,
    call,
    threshold: given,
  }: { readonly body: Body; readonly call: Call; readonly threshold?: number | undefined },
): Promise<NewMotion> {
  const pallet: Collective = bodies[body];
  const { members, part } = await network.read((view) => ({
    members: readState(pallet, view).members.get(),
    part: usualPart(body, view),
  }));
  expectMember(body, members, signer.accountId, network);
  const threshold = given ?? ayesOf(members.length, part);
  if (threshold > members.length) throw errors.TooFewMembers({ threshold, members: members.length });
  const length_bound = encode(RuntimeCall, call).length;
  const motion = makeCall(pallet, "propose", { threshold, proposal: call, length_bound });
  const sent = await send(context, network, signer, motion);
  const told = { ...sent, threshold, seats: members.length };
  if (threshold >= 2)
    return { ...told, motion: getEvent(sent.receipt, pallet, "Proposed").proposal_index, error: undefined };
  getEvent(sent.receipt, pallet, "Executed");
  return { ...told, motion: undefined, error: listFailures(pallets, sent.receipt.events)[0]?.error };
}
