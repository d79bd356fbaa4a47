import { type Hex, toHex } from "@pha/codec";
import { addCommitments, groupOf } from "@pha/crypto";
import { nodePrimitives as primitives } from "@pha/crypto/node/primitives";
import { type Dealt, deal, joinParts, openDeals, type Participant, type Round } from "../round.ts";

/** A round of key generation among members 1 … n that all behave, unless a test spoils their deals. */
export function playRound(round: Round, n: number, threshold: number) {
  const members = Array.from({ length: n }, (_, i) => {
    const { publicKey, privateKey } = primitives.x25519.generate();
    return { index: i + 1, roundKey: toHex(publicKey), secret: privateKey };
  });
  const participants: readonly Participant[] = members.map(({ index, roundKey }) => ({ index, roundKey }));
  const deals: readonly Dealt[] = members.map(({ index }) => ({
    dealer: index,
    deal: deal(primitives, round, { index, seed: primitives.randomBytes(32) }, threshold, participants),
  }));
  return {
    participants,
    deals,
    secretOf: (index: number) => members.find((member) => member.index === index)?.secret as Uint8Array,
    /** A member's share of the deals, or the dealers of whom it would complain. */
    receive(index: number, qualified: readonly Dealt[] = deals, secret = members[index - 1]?.secret) {
      const received = openDeals(primitives, round, index, secret as Uint8Array, qualified);
      return received.bad.length > 0 ? { bad: received.bad } : { share: joinParts(received, false) };
    },
  };
}

/** The ledger's group key for the deals of a qualified set. */
export function publicKeys(deals: readonly Dealt[], n: number) {
  return groupOf(
    addCommitments(deals.map(({ deal: { commitments } }): readonly Hex[] => commitments)),
    Array.from({ length: n }, (_, i) => i + 1),
  );
}
