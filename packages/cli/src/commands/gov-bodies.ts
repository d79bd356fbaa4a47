import { CodedError } from "@pha/codec";
import { type Call, findEvent, makeCall, readState } from "@pha/frame";
import {
  type Body,
  bodies,
  boundedOf,
  type Collective,
  collectiveLimits,
  democracy,
  lengthOfMotion,
} from "@pha/runtime/spec";
import type { Network } from "@pha/sdk";
import type { Context, ReceiverOptions } from "../context.ts";
import { errors } from "../errors.ts";
import { bodyWords } from "../governance/body-words.ts";
import { type FastTrack, fastTrackMotion } from "../governance/fast-track.ts";
import { givenCall } from "../governance/given-call.ts";
import { type Motion, readMeasures, readMotions } from "../governance/measures.ts";
import { failureOf, failureText } from "../governance/motion-failures.ts";
import { ayesOf, expectMember, type NewMotion, openMotion } from "../governance/motions.ts";
import { nameOf, nextSteps } from "../governance/next-steps.ts";
import { rehearse } from "../governance/rehearse.ts";
import { isCarried, send, storeCall } from "../governance/submit.ts";
import { getEvent } from "../receipts.ts";
import type { SignerOptions } from "../signer.ts";

type Options = SignerOptions & ReceiverOptions;

/** What the council puts to all, by how it passes: which call, and the part of the council that it takes. */
export const referendumKinds = {
  usual: { call: "external_propose", part: [1, 2] },
  majority: { call: "external_propose_majority", part: undefined },
  default: { call: "external_propose_default", part: [1, 1] },
} as const;

export interface MotionOptions extends Options {
  readonly threshold?: number;
  readonly referendum?: keyof typeof referendumKinds;
  readonly force?: boolean;
}

/** `pha gov council|committee propose <call>` */
export async function propose(
  context: Context,
  body: Body,
  text: string,
  { threshold, referendum, force, ...options }: MotionOptions,
): Promise<void> {
  const given = await givenCall(context, text, options);
  const signer = await context.signer(options);
  const network = await context.connect();
  const seats = await network.read((view) => {
    const members = readState<Collective>(bodies[body], view).members.get();
    expectMember(body, members, signer.accountId, network);
    return members.length;
  });
  if (referendum === undefined) {
    tell(context, body, await openMotion(context, network, signer, { body, call: given, threshold, force }));
    return;
  }
  await rehearse(context, network, given, { force });
  const { call: name, part } = referendumKinds[referendum];
  const call: Call = makeCall(democracy, name, { proposal: boundedOf(given).bounded });
  const usual = part && ayesOf(seats, part);
  const prepare = () => storeCall(context, network, signer, given);
  const move = { body, call, threshold: threshold ?? usual, force, prepare };
  tell(context, body, await openMotion(context, network, signer, move));
}

/** `pha gov committee fast-track` */
export async function fastTrack(
  context: Context,
  { voting, delay, force, ...options }: Options & Pick<FastTrack, "voting" | "delay" | "force">,
): Promise<void> {
  const signer = await context.signer(options);
  const network = await context.connect();
  tell(context, "technical-committee", await fastTrackMotion(context, network, signer, { voting, delay, force }));
}

function tell({ output, pha }: Context, body: Body, { motion, threshold, seats, ...sent }: NewMotion): void {
  const word = bodyWords[body];
  output.result({ body, motion, threshold, seats, ...sent.json }, [
    motion === undefined
      ? `One aye is enough: the ${word}'s call was done.`
      : `Motion ${motion} of the ${word} takes ${threshold} ayes of ${seats} members; its proposer has not voted yet.`,
    ...sent.lines,
    ...(motion === undefined
      ? []
      : [
          `${pha} gov ${word} vote ${motion} aye --account NAME votes, ${pha} gov ${word} close ${motion} --account NAME has it done.`,
        ]),
  ]);
}

/** @throws `cli.NoSuchMeasure` */
async function findMotion(network: Network, body: Body, motion: number): Promise<Motion> {
  const motions = await network.read((view) => readMotions(view, body));
  const found = motions.find((one) => one.motion === motion);
  if (found) return found;
  const given = `${bodyWords[body]} ${motion}`;
  throw errors.NoSuchMeasure({ given, known: motions.map(nameOf).join(", ") || "no motion" });
}

/** `pha gov council|committee vote <motion> <side>` */
export async function voteOnMotion(
  context: Context,
  body: Body,
  motion: number,
  side: string,
  options: Options,
): Promise<void> {
  const pallet: Collective = bodies[body];
  const signer = await context.signer(options);
  const network = await context.connect();
  const found = await findMotion(network, body, motion);
  const members = await network.read((view) => readState(pallet, view).members.get());
  expectMember(body, members, signer.accountId, network);
  const failure = await failureOf(network, found);
  if (failure) context.output.progress(`dispatched now, its call would fail: ${failureText(failure)}`);
  const vote = { proposal: found.stored.hash, index: motion, approve: side === "aye" };
  const sent = await send(context, network, signer, makeCall(pallet, "vote", vote));
  const { yes, no } = getEvent(sent.receipt, pallet, "Voted");
  context.output.result({ body, motion, yes, no, ...sent.json }, [
    `Motion ${motion} of the ${bodyWords[body]} has ${yes} ayes, ${no} nays.`,
    ...sent.lines,
  ]);
}

/**
 * `pha gov council|committee close <motion>`
 *
 * @throws `cli.MotionFailed`
 */
export async function closeMotion(context: Context, body: Body, motion: number, options: Options): Promise<void> {
  const pallet: Collective = bodies[body];
  const signer = await context.signer(options);
  const network = await context.connect();
  const { hash } = (await findMotion(network, body, motion)).stored;
  const length_bound = (await network.read((view) => lengthOfMotion(view, pallet, hash))) ?? 0;
  const args = { proposal_hash: hash, index: motion, proposal_weight_bound: collectiveLimits.weight, length_bound };
  const sent = await send(context, network, signer, makeCall(pallet, "close", args), { mayCarryFailure: true }).catch(
    (error) => {
      if (!(error instanceof CodedError) || !isCarried(error)) throw error;
      const { event, ...facts } = error.data;
      throw errors.MotionFailed({ body, motion, error: error.code, reason: error.doc, ...facts }, error);
    },
  );
  const outcome = findEvent(sent.receipt.events, pallet, "Executed") ? "done" : "disapproved";
  context.output.result({ body, motion, outcome, ...sent.json }, [
    `Motion ${motion} of the ${bodyWords[body]} ${outcomeTexts[outcome]}.`,
    ...sent.lines,
    ...(outcome === "done" ? await following(context, network) : []),
  ]);
}

const outcomeTexts = {
  disapproved: "ended without its ayes",
  done: "had its ayes, and was done",
} as const;

/** What the council's proposal needs next, where the motion was one. */
async function following({ pha }: Context, network: Network): Promise<string[]> {
  const measures = await network.read((view) => readMeasures(view, new Map(), []));
  return measures.filter(({ type }) => type === "external").flatMap((measure) => nextSteps(measure, pha));
}
