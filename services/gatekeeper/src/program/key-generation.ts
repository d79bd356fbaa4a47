import { type Hex, toHex } from "@pha/codec";
import { blsPublicKey, shareKey } from "@pha/crypto";
import { readState } from "@pha/frame";
import { tickAt } from "@pha/light-client";
import type { Core } from "@pha/program-kit";
import {
  type Dkg,
  type GroupKey,
  gatekeepers,
  groupKeyOf,
  type Member,
  type Roles,
  rolesOf,
  type Sharing,
  signBare,
  timestamp,
  windowsBeforeAsking,
} from "@pha/runtime/program";
import { type Dealt, deal, joinParts, openDeals, type Participant } from "./round.ts";
import type { Vault } from "./vault.ts";

/** Where this gatekeeper stands. While the key is shared anew, whoever holds a share of it goes on serving. */
export type Standing =
  | "not-a-member"
  | "waiting"
  | "posting-key"
  | "dealing"
  | "checking"
  | "answering"
  | "holds-share"
  | "no-share";

/** Tells the operator a code and numbers. */
type Log = (code: string, facts: Record<string, number>) => void;

interface State {
  readonly dkg: Dkg;
  readonly roles: Roles;
  readonly members: readonly Member[];
  /** The master key as it is shared now. */
  readonly current: GroupKey | undefined;
  readonly complaints: readonly { readonly dealer: number; readonly receiver: number }[];
  readonly windowTicks: number;
  readonly tick: number;
}

const readRound = (core: Core): Promise<State> =>
  core.view.read((view, { timeMs }) => {
    const reads = readState(gatekeepers, view);
    return {
      dkg: reads.dkg.get(),
      roles: rolesOf(reads),
      members: reads.members.get(),
      current: groupKeyOf(reads),
      complaints: reads.complaints.get(),
      windowTicks: reads.config.get().windowTicks,
      tick: tickAt(readState(timestamp, view).clock.get(), timeMs),
    };
  });

/** Does this member's part in making the master key and in sharing it anew, as far as the finalized ledger has come. */
export async function takePart(core: Core, vault: Vault, log: Log): Promise<Standing> {
  const state = await readRound(core);
  const { dkg, current } = state;
  core.outbox.drop((purpose) => purpose.startsWith("dkg/") && !purpose.startsWith(`${purposeOf(dkg)}/`));
  if (current) await collectShare(core, vault, current);
  vault.forgetRounds(dkg.phase.type === "Done" ? undefined : dkg);
  const standing = await play(core, vault, state, log);
  return current && vault.shareOf(current) ? "holds-share" : standing;
}

/** What a phase asks for. The ledger refuses what others asked for, and rounds and phases never come back. */
const purposeOf = ({ phase, generation, round }: Dkg) => `dkg/${phase.type}/${generation}/${round}`;

/** Makes this gatekeeper's share of the newest sharing, once, of what dealers gave it; shares of older ones are erased. */
async function collectShare(core: Core, vault: Vault, current: GroupKey): Promise<void> {
  if (vault.shareOf(current)) return;
  const mine = current.publicShares.find(({ identity }) => identity === core.identity);
  const secret = vault.roundSecret(current);
  if (mine && secret) {
    const { generation, round } = current;
    const deals = await dealsOf(core, current, current.dealers);
    const received = openDeals(
      core.host.primitives,
      { genesis: core.host.genesisHash, generation, round },
      mine.index,
      secret,
      deals,
    );
    // A dealer that gave this member nothing, while it did not look, was not complained of: it has no share then.
    if (received.bad.length === 0) {
      const share = joinParts(received, current.from !== undefined);
      if (blsPublicKey(share) === mine.share) vault.keepShare(current, mine.index, share);
    }
  }
  vault.forgetShares(current);
}

async function play(core: Core, vault: Vault, state: State, log: Log): Promise<Standing> {
  const { dkg, members, roles, current } = state;
  const me = members.find(({ identity }) => identity === core.identity);
  const dealer = roles.dealers.find(({ identity }) => identity === core.identity);
  switch (dkg.phase.type) {
    case "Keys":
      if (me && !dkg.participants.includes(me.index)) postKey(core, vault, dkg);
      return me ? "posting-key" : "not-a-member";
    case "Deals":
      if (dealer && !dkg.dealers.includes(dealer.index)) await postDeal(core, vault, state, dealer.index);
      return dealer ? "dealing" : waits(me);
    case "Checks":
      if (me && dkg.participants.includes(me.index) && !dkg.checked.includes(me.index))
        await postCheck(core, vault, state, me.index, log);
      return me ? "checking" : "not-a-member";
    case "Answers":
      for (const { receiver } of state.complaints.filter((complaint) => complaint.dealer === dealer?.index))
        postAnswer(core, vault, dkg, dealer?.index as number, receiver);
      return me ? "answering" : "not-a-member";
    case "Done":
      if (!me) return "not-a-member";
      if (current && !vault.shareOf(current)) askForShare(core, state);
      return "no-share";
    case "Waiting":
      return waits(me);
  }
}

const waits = (me: Member | undefined): Standing => (me ? "waiting" : "not-a-member");

function postKey(core: Core, vault: Vault, dkg: Dkg): void {
  const { generation, round } = dkg;
  const key = vault.roundKey(dkg);
  core.outbox.add(`${purposeOf(dkg)}/`, (sequence) =>
    signBare(core.bareSigner, gatekeepers, "dkg_key", { generation, round, key }, sequence),
  );
}

async function postDeal(core: Core, vault: Vault, { dkg, roles }: State, index: number): Promise<void> {
  const purpose = `${purposeOf(dkg)}/`;
  const share = roles.from && vault.shareOf(roles.from)?.share;
  if (core.outbox.waiting(purpose) > 0 || (roles.from && !share)) return;
  const { generation, round } = dkg;
  const at = { genesis: core.host.genesisHash, generation, round };
  const participants = await participantsOf(core, dkg, roles.receivers);
  const dealer = { index, seed: vault.dealSeed(dkg), share };
  const dealt = deal(core.host.primitives, at, dealer, roles.threshold, participants);
  core.outbox.add(purpose, (sequence) =>
    signBare(core.bareSigner, gatekeepers, "dkg_deal", { generation, round, ...dealt }, sequence),
  );
}

async function postCheck(core: Core, vault: Vault, { dkg, roles }: State, index: number, log: Log): Promise<void> {
  const purpose = `${purposeOf(dkg)}/`;
  const secret = vault.roundSecret(dkg);
  if (core.outbox.waiting(purpose) > 0 || !secret) return;
  const { generation, round } = dkg;
  const dealers = roles.dealers.filter((one) => dkg.dealers.includes(one.index));
  const deals = await dealsOf(core, dkg, dealers);
  const at = { genesis: core.host.genesisHash, generation, round };
  const { bad, parts } = openDeals(core.host.primitives, at, index, secret, deals);
  for (const { share } of parts) share.fill(0);
  for (const dealer of bad) log("dkg.bad-dealer", { dealer });
  core.outbox.add(purpose, (sequence) =>
    signBare(core.bareSigner, gatekeepers, "dkg_check", { generation, round, bad }, sequence),
  );
}

function postAnswer(core: Core, vault: Vault, dkg: Dkg, dealer: number, receiver: number): void {
  const { generation, round } = dkg;
  const place = { genesis: core.host.genesisHash, generation, round, dealer, receiver };
  core.outbox.add(`${purposeOf(dkg)}/${receiver}`, (sequence) => {
    const { privateKey } = shareKey(core.host.primitives, vault.dealSeed(dkg), place);
    const answer = { generation, round, receiver, key: toHex(privateKey) };
    return signBare(core.bareSigner, gatekeepers, "dkg_answer", answer, sequence);
  });
}

/** Asks once the ledger would have it: some windows after the key was shared. */
function askForShare(core: Core, { dkg, tick, windowTicks }: State): void {
  if (tick < dkg.since + windowsBeforeAsking * windowTicks) return;
  const { generation, round } = dkg;
  core.outbox.add(`${purposeOf(dkg)}/`, (sequence) =>
    signBare(core.bareSigner, gatekeepers, "dkg_ask", { generation, round }, sequence),
  );
}

const participantsOf = (
  core: Core,
  { generation, round }: Sharing,
  receivers: readonly Member[],
): Promise<readonly Participant[]> =>
  core.view.read((view) => {
    const { roundKeys } = readState(gatekeepers, view);
    return receivers.map(({ identity, index }) => ({
      index,
      roundKey: roundKeys.get(generation, round, identity) as Hex,
    }));
  });

const dealsOf = (core: Core, { generation, round }: Sharing, dealers: readonly Member[]): Promise<readonly Dealt[]> =>
  core.view.read((view) =>
    dealers.flatMap(({ identity, index }) => {
      const dealt = readState(gatekeepers, view).deals.get(generation, round, identity);
      return dealt ? [{ dealer: index, deal: dealt }] : [];
    }),
  );
