import { type AccountId, encode } from "@pha/codec";
import { type Call, makeCall, readState, type StateView } from "@pha/frame";
import {
  type Body,
  bodies,
  type Collective,
  councilMajority,
  fastTrackPart,
  parameters,
  RuntimeCall,
} from "@pha/runtime/spec";
import type { Network, Signer } from "@pha/sdk";
import { addressOf, type Context } from "../context.ts";
import { errors } from "../errors.ts";
import { getEvent } from "../receipts.ts";
import { bodyWords } from "./body-words.ts";
import { rehearse } from "./rehearse.ts";
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
  readonly threshold: number;
  readonly seats: number;
}

/** What is moved. */
export interface Move {
  readonly body: Body;
  readonly call: Call;
  /** Ayes that it takes; as many as {@link usualPart} when absent. */
  readonly threshold?: number | undefined;
  /** Also what would fail if it were dispatched now. */
  readonly force?: boolean | undefined;
  /** Done when nothing is against the motion, before it is signed. */
  readonly prepare?: (() => Promise<unknown>) | undefined;
}

/**
 * Opens a motion of a body that the signer is a member of.
 *
 * @throws `cli.NotMember`, `cli.TooFewMembers`; `cli.CallWouldFail` and `cli.AuthorityRefused` as its ayes would dispatch it
 */
export async function openMotion(
  context: Context,
  network: Network,
  signer: Signer,
  { body, call, threshold: given, force, prepare }: Move,
): Promise<NewMotion> {
  const pallet: Collective = bodies[body];
  const { members, part } = await network.read((view) => ({
    members: readState(pallet, view).members.get(),
    part: usualPart(body, view),
  }));
  expectMember(body, members, signer.accountId, network);
  const threshold = given ?? ayesOf(members.length, part);
  if (threshold > members.length) throw errors.TooFewMembers({ threshold, members: members.length });
  if (threshold >= 2)
    await rehearse(context, network, call, { as: { body, ayes: threshold, seats: members.length }, force });
  const length_bound = encode(RuntimeCall, call).length;
  const motion = makeCall(pallet, "propose", { threshold, proposal: call, length_bound });
  const sent = await send(context, network, signer, motion, { prepare });
  const told = { ...sent, threshold, seats: members.length };
  if (threshold >= 2) return { ...told, motion: getEvent(sent.receipt, pallet, "Proposed").proposal_index };
  getEvent(sent.receipt, pallet, "Executed");
  return { ...told, motion: undefined };
}
