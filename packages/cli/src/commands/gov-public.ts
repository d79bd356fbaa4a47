import { makeCall, readState } from "@pha/frame";
import { boundedOf, democracy, hashOfProposal, system, utility } from "@pha/runtime/spec";
import type { Network } from "@pha/sdk";
import { formatAmount, parsePayment } from "../amounts.ts";
import { addressOf, type Context, type ReceiverOptions } from "../context.ts";
import { errors } from "../errors.ts";
import { callText } from "../governance/call-text.ts";
import { endedText, findEnded } from "../governance/ended.ts";
import { givenCall } from "../governance/given-call.ts";
import { readMeasures } from "../governance/measures.ts";
import { nameOf } from "../governance/next-steps.ts";
import { rehearse } from "../governance/rehearse.ts";
import { send, storeCall } from "../governance/submit.ts";
import { convictionOf, type VoteOptions, voteOf, voteText } from "../governance/votes.ts";
import { getEvent } from "../receipts.ts";
import type { SignerOptions } from "../signer.ts";

type Options = SignerOptions & ReceiverOptions;

/** `pha gov propose <call>` */
export async function proposePublicly(
  context: Context,
  text: string,
  { deposit, force, ...options }: Options & { readonly deposit?: string; readonly force?: boolean },
): Promise<void> {
  const [call, given] = [await givenCall(context, text, options), deposit && parsePayment(deposit)];
  const signer = await context.signer(options);
  const network = await context.connect();
  const least = await network.read((view) => readState(democracy, view).figures.get().minimumDeposit);
  const value = given || least;
  if (value < least)
    throw errors.DepositTooSmall({ given: formatAmount(value), expected: `${formatAmount(least)} at least` });
  await rehearse(context, network, call, { force });
  const proposal = boundedOf(call).bounded;
  const prepare = () => storeCall(context, network, signer, call);
  const sent = await send(context, network, signer, makeCall(democracy, "propose", { proposal, value }), { prepare });
  const { proposal_index: index } = getEvent(sent.receipt, democracy, "Proposed");
  const hash = hashOfProposal(proposal);
  context.output.result({ proposal: index, deposit: value, call: hash, ...sent.json }, [
    `Proposal ${index}: ${callText({ hash, call }, network)}`,
    ...sent.lines,
    `${context.pha} gov second ${index} --account NAME adds a deposit of ${formatAmount(value)}: the proposal with most is put to the vote next.`,
  ]);
}

/** `pha gov second <proposal>` */
export async function second(context: Context, proposal: number, options: Options): Promise<void> {
  const signer = await context.signer(options);
  const network = await context.connect();
  await expectMeasure(network, "proposal", proposal);
  const sent = await send(context, network, signer, makeCall(democracy, "second", { proposal }));
  context.output.result({ proposal, ...sent.json }, [`Proposal ${proposal} has one deposit more.`, ...sent.lines]);
}

/** `pha gov vote <referendum> <side> [amount]` */
export async function castVote(
  context: Context,
  referendum: number,
  side: string,
  amount: string | undefined,
  options: Options & VoteOptions,
): Promise<void> {
  const vote = voteOf(side, amount, options);
  const signer = await context.signer(options);
  const network = await context.connect();
  await expectMeasure(network, "referendum", referendum);
  const sent = await send(context, network, signer, makeCall(democracy, "vote", { ref_index: referendum, vote }));
  context.output.result({ referendum, vote, ...sent.json }, [
    `Voted in referendum ${referendum}: ${voteText(vote)}.`,
    ...sent.lines,
  ]);
}

/** @throws `cli.NoSuchMeasure`, `cli.MeasureIsOver` */
async function expectMeasure(network: Network, kind: "proposal" | "referendum", number: number): Promise<void> {
  const { measures, proposals } = await network.read((view) => ({
    measures: readMeasures(view, new Map(), []),
    proposals: readState(democracy, view).publicPropCount.get(),
  }));
  const names = measures.map(nameOf);
  if (names.includes(`${kind} ${number}`)) return;
  const given = `${kind} ${number}`;
  const ended = kind === "referendum" ? await findEnded(network, number) : undefined;
  if (ended) throw errors.MeasureIsOver({ given, became: endedText(ended) });
  const known = (of: string) => names.filter((one) => one.startsWith(`${of} `)).join(", ") || `no ${of}`;
  if (kind === "proposal" && number < proposals)
    throw errors.MeasureIsOver({
      given,
      became: `it was put to the vote, or cancelled; there is ${known("referendum")}`,
    });
  throw errors.NoSuchMeasure({ given, known: known(kind) });
}

/** `pha gov withdraw <referendum>` */
export async function withdrawVote(context: Context, referendum: number, options: Options): Promise<void> {
  const signer = await context.signer(options);
  const network = await context.connect();
  const sent = await send(context, network, signer, makeCall(democracy, "remove_vote", { index: referendum }));
  context.output.result({ referendum, ...sent.json }, [
    `The account has no vote in referendum ${referendum} any more.`,
    ...sent.lines,
  ]);
}

/** `pha gov delegate <to> <amount>` */
export async function delegate(
  context: Context,
  to: string,
  amount: string,
  { conviction, ...options }: Options & Pick<VoteOptions, "conviction">,
): Promise<void> {
  const [balance, target] = [parsePayment(amount), await context.receiver(to, options)];
  const signer = await context.signer(options);
  const network = await context.connect();
  const args = { to: { type: "Id", value: target }, conviction: convictionOf(conviction), balance } as const;
  const sent = await send(context, network, signer, makeCall(democracy, "delegate", args));
  const address = addressOf(network, target);
  context.output.result({ to: address, amount: balance, conviction, ...sent.json }, [
    `The votes of ${address} speak for ${formatAmount(balance)} × ${conviction} more.`,
    ...sent.lines,
  ]);
}

/** `pha gov undelegate` */
export async function undelegate(context: Context, options: Options): Promise<void> {
  const signer = await context.signer(options);
  const network = await context.connect();
  const sent = await send(context, network, signer, makeCall(democracy, "undelegate", {}));
  const [until, bound] = await network.read(
    (view) => readState(democracy, view).votingOf.get(signer.accountId).value.prior,
  );
  const stays = bound > 0n && until > sent.receipt.block.number && { bound, until };
  context.output.result({ ...sent.json, ...stays }, [
    "The account votes for itself again.",
    stays
      ? `${formatAmount(bound)} stay bound until block ${until}; then ${context.pha} gov unlock frees them.`
      : `Nothing binds what was delegated any more: ${context.pha} gov unlock frees it.`,
    ...sent.lines,
  ]);
}

/** `pha gov unlock`: votes in referenda that are over are removed first, as far as nothing binds them. */
export async function unlock(context: Context, options: Options): Promise<void> {
  const signer = await context.signer(options);
  const network = await context.connect();
  const target = { type: "Id", value: signer.accountId } as const;
  const { over, hasNothingToFree, why, before } = await network.read((view, { header }) => {
    const { votingOf, referendumInfoOf } = readState(democracy, view);
    const voting = votingOf.get(signer.accountId);
    const indices = voting.type === "Direct" ? voting.value.votes.map(([index]) => index) : [];
    const infos = referendumInfoOf.getMany(indices);
    const [until, bound] = voting.value.prior;
    const ongoing = indices.filter((_, i) => infos[i]?.type === "Ongoing");
    return {
      before: readState(system, view).account.get(signer.accountId).data.frozen,
      over: indices.filter((_, i) => infos[i]?.type !== "Ongoing"),
      hasNothingToFree: bound === 0n || header.number < until,
      why: [
        ...(voting.type === "Delegating"
          ? [`a delegation of ${formatAmount(voting.value.balance)} (gov undelegate)`]
          : []),
        ...(ongoing.length > 0 ? [`votes in referenda that go on: ${ongoing.join(", ")}`] : []),
        ...(bound > 0n && header.number < until
          ? [`${formatAmount(bound)} by votes that bind until block ${until}`]
          : []),
      ],
    };
  });
  if (over.length === 0 && hasNothingToFree) {
    context.output.result({ removed: [], locked: why }, [
      why.length > 0
        ? `Nothing can be freed yet: ${why.join("; ")}. Nothing was sent.`
        : "No vote locks anything. Nothing was sent.",
    ]);
    return;
  }
  const calls = [
    ...over.map((index) => makeCall(democracy, "remove_vote", { index })),
    makeCall(democracy, "unlock", { target }),
  ];
  const sent = await send(context, network, signer, makeCall(utility, "batch_all", { calls }));
  const { locked, until } = await network.read((view) => {
    const { value } = readState(democracy, view).votingOf.get(signer.accountId);
    return { locked: readState(system, view).account.get(signer.accountId).data.frozen, until: value.prior[0] };
  });
  const freed = before > locked ? before - locked : 0n;
  context.output.result({ removed: over, freed, locked, until: until || undefined, ...sent.json }, [
    `Removed votes in ${over.length === 1 ? "1 referendum that is" : `${over.length} referenda that are`} over; ${formatAmount(freed)} came free, ${formatAmount(locked)} are still locked${until ? `, by votes that bind until block ${until}` : ""}.`,
    ...sent.lines,
  ]);
}
