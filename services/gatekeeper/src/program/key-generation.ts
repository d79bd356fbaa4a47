import type { Hex } from "@pha/codec";
import { blsPublicKey } from "@pha/crypto";
import { readState } from "@pha/frame";
import type { Core } from "@pha/program-kit";
import { type Dkg, gatekeepers, type Sharing, signBare } from "@pha/runtime/program";
import { deal, type Participant, type Round, receiveShares } from "./round.ts";
import type { Vault } from "./vault.ts";

/** Where this gatekeeper stands in key generation. */
export type Standing =
  | "not-a-member"
  | "waiting"
  | "posting-key"
  | "dealing"
  | "sharing"
  | "holds-share"
  | "bad-dealer";

/** Does this member's part of distributed key generation, as far as the finalized ledger has come. */
export async function takePart(
  core: Core,
  vault: Vault,
  log: (code: string, facts: Record<string, number>) => void,
): Promise<Standing> {
  const state = await core.view.read((view) => {
    const reads = readState(gatekeepers, view);
    const { generation, round } = reads.dkg.get();
    return {
      members: reads.members.get(),
      dkg: reads.dkg.get(),
      threshold: reads.config.get().threshold,
      groupKey: reads.groupKeys.get(generation, round),
    };
  });
  const me = state.members.find(({ identity }) => identity === core.identity);
  if (!me) return "not-a-member";
  const { dkg } = state;
  const expected = `${mailOf(dkg.phase.type)}/${dkg.generation}/${dkg.round}`;
  core.outbox.drop((purpose) => purpose !== expected);
  const round: Round = { genesis: core.host.genesisHash, generation: dkg.generation, round: dkg.round };
  switch (dkg.phase.type) {
    case "Waiting":
      return "waiting";
    case "Keys":
      if (!dkg.participants.includes(me.index)) postKey(core, vault, dkg);
      return "posting-key";
    case "Deals": {
      if (!dkg.participants.includes(me.index)) return "waiting";
      if (!dkg.dealers.includes(me.index)) {
        const participants = await participantsOf(core, dkg, state.members);
        postDeal(core, round, me.index, state.threshold, participants);
      }
      return "dealing";
    }
    case "Done": {
      if (vault.shareOf(dkg)) return "holds-share";
      const { groupKey } = state;
      const mine = groupKey?.publicShares.find(({ identity }) => identity === core.identity);
      const secret = vault.roundSecret(dkg.generation, dkg.round);
      if (!groupKey || !mine || !secret) return "waiting";
      const dealers = state.members.filter(({ index }) => groupKey.qualified.includes(index));
      const deals = await dealsOf(core, dkg, dealers);
      const received = receiveShares(core.host.primitives, round, me.index, secret, deals);
      if ("badDealer" in received) {
        log("dkg.bad-dealer", { dealer: received.badDealer });
        return "bad-dealer";
      }
      if (blsPublicKey(received.share) !== mine.share) return "bad-dealer";
      vault.keepShare(dkg, me.index, received.share);
      return "holds-share";
    }
  }
}

/** Mail that a phase asks for. The ledger refuses that of others, and rounds and phases never come back. */
const mailOf = (phase: Dkg["phase"]["type"]) => ({ Waiting: "", Keys: "dkg-key", Deals: "dkg-deal", Done: "" })[phase];

function postKey(core: Core, vault: Vault, { generation, round }: Dkg): void {
  const key = vault.roundKey(generation, round);
  core.outbox.add(`${mailOf("Keys")}/${generation}/${round}`, (sequence) =>
    signBare(core.bareSigner, gatekeepers, "dkg_key", { generation, round, key }, sequence),
  );
}

function postDeal(core: Core, round: Round, index: number, threshold: number, participants: readonly Participant[]) {
  const { generation, round: number } = round;
  core.outbox.add(`${mailOf("Deals")}/${generation}/${number}`, (sequence) => {
    const dealt = deal(core.host.primitives, round, index, threshold, participants);
    return signBare(core.bareSigner, gatekeepers, "dkg_deal", { generation, round: number, ...dealt }, sequence);
  });
}

type Members = readonly { readonly identity: Hex; readonly index: number }[];

async function participantsOf(
  core: Core,
  { generation, round, participants }: Dkg,
  members: Members,
): Promise<readonly Participant[]> {
  const taking = members.filter(({ index }) => participants.includes(index));
  return core.view.read((view) =>
    taking.flatMap(({ identity, index }) => {
      const roundKey = readState(gatekeepers, view).roundKeys.get(generation, round, identity);
      return roundKey ? [{ index, roundKey }] : [];
    }),
  );
}

const dealsOf = (core: Core, { generation, round }: Sharing, dealers: Members) =>
  core.view.read((view) =>
    dealers.flatMap(({ identity, index }) => {
      const deal = readState(gatekeepers, view).deals.get(generation, round, identity);
      return deal ? [{ dealer: index, deal }] : [];
    }),
  );
