import { makeCall, readState } from "@pha/frame";
import { type Bounded, boundedOf, council, democracy, hashOfProposal, system } from "@pha/runtime/spec";
import type { Network, Signer } from "@pha/sdk";
import { formatAmount, parsePayment } from "../amounts.ts";
import type { Context } from "../context.ts";
import { errors } from "../errors.ts";
import { type RuntimeCode, runtimeCode } from "../governance/code.ts";
import { fastTrackMotion } from "../governance/fast-track.ts";
import { expectMember, openMotion } from "../governance/motions.ts";
import { readNextLaunch } from "../governance/next-steps.ts";
import { type Sent, send, storeCall } from "../governance/submit.ts";
import { getEvent } from "../receipts.ts";
import type { SignerOptions } from "../signer.ts";

export interface UpgradeOptions extends SignerOptions {
  readonly code?: string;
  readonly as: "public" | "council" | "committee";
  readonly deposit?: string;
}

/** What is proposed, and how. */
interface Proposing extends UpgradeOptions {
  readonly proposal: Bounded;
  /** Has the bytes of the call noted. */
  readonly prepare: () => Promise<void>;
}

/** What was proposed, by its number, and what has to come next. */
interface Proposed extends Sent {
  readonly told: Readonly<Record<string, unknown>>;
  readonly next: readonly string[];
}

/** `pha upgrade propose`: nothing is signed before it is certain that the code would be let in. */
export async function proposeUpgrade(context: Context, { code: file, ...options }: UpgradeOptions): Promise<void> {
  const built = await runtimeCode(context.cwd, file);
  const signer = await context.signer(options);
  const network = await context.connect();
  await expectUpgrade(network, built);
  if (options.as === "council") {
    const members = await network.read((view) => readState(council, view).members.get());
    expectMember("council", members, signer.accountId, network); // before the code is noted for a large deposit
  }
  const call = makeCall(system, "set_code", { code: built.code });
  const proposal = boundedOf(call).bounded;
  const prepare = () => storeCall(context, network, signer, call);
  const { told, next, ...sent } = await propose(context, network, signer, { ...options, proposal, prepare });
  const { code, ...about } = built;
  const follow = `${context.pha} upgrade status --follow`;
  context.output.result(
    { ...about, bytes: code.length, call: hashOfProposal(proposal), ...told, ...sent.json, next: [...next, follow] },
    [
      `Version ${about.specVersion} of ${about.specName} is proposed: code ${about.codeHash}, ${code.length} bytes.`,
      ...sent.lines,
      "What has to come next:",
      ...next.map((line) => `  ${line}`),
      `${follow} tells how far it is.`,
    ],
  );
}

/** @throws `cli.NoUpgrade` */
async function expectUpgrade(network: Network, { specName, specVersion }: RuntimeCode): Promise<void> {
  const present = await network.read((view) => readState(system, view).lastRuntimeUpgrade.get());
  if (present?.spec_name === specName && specVersion > present.spec_version) return;
  const given = `${specName} ${specVersion}`;
  throw errors.NoUpgrade({ given, present: `${present?.spec_name} ${present?.spec_version}` });
}

async function propose(
  context: Context,
  network: Network,
  signer: Signer,
  { as, deposit, proposal, prepare }: Proposing,
): Promise<Proposed> {
  const { pha } = context;
  if (as === "committee") {
    const { threshold, motion, ...sent } = await fastTrackMotion(context, network, signer, {
      of: hashOfProposal(proposal),
      prepare,
    });
    return {
      ...sent,
      told: { body: "technical-committee", motion, threshold },
      next: motionSteps(pha, as, motion, threshold),
    };
  }
  if (as === "council") {
    const call = makeCall(democracy, "external_propose_majority", { proposal });
    const { threshold, motion, ...sent } = await openMotion(context, network, signer, { body: as, call, prepare });
    const launch = await network.read(readNextLaunch);
    return {
      ...sent,
      told: { body: as, motion, threshold },
      next: [
        ...motionSteps(pha, as, motion, threshold),
        `it is put to the vote at block ${launch} or a launch after it; sooner by ${pha} gov committee fast-track`,
        `${pha} gov vote REFERENDUM aye AMOUNT --account NAME`,
      ],
    };
  }
  const { value, launch } = await network.read((view) => ({
    value: deposit === undefined ? readState(democracy, view).figures.get().minimumDeposit : parsePayment(deposit),
    launch: readNextLaunch(view),
  }));
  const sent = await send(context, network, signer, makeCall(democracy, "propose", { proposal, value }), { prepare });
  const { proposal_index: index } = getEvent(sent.receipt, democracy, "Proposed");
  return {
    ...sent,
    told: { proposal: index, deposit: value },
    next: [
      `${pha} gov second ${index} --account NAME   # a deposit of ${formatAmount(value)} more: the proposal with most is next`,
      `it is put to the vote at block ${launch} or a launch after it`,
      `${pha} gov vote REFERENDUM aye AMOUNT --account NAME`,
    ],
  };
}

function motionSteps(pha: string, body: string, motion: number | undefined, threshold: number): string[] {
  if (motion === undefined) return [];
  return [
    `${pha} gov ${body} vote ${motion} aye --account NAME   # ${threshold} members, the proposer too`,
    `${pha} gov ${body} close ${motion} --account NAME`,
  ];
}
