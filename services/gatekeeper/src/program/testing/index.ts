import { type Hex, toHex } from "@pha/codec";
import { addCommitments, groupOf } from "@pha/crypto";
import { nodePrimitives as primitives } from "@pha/crypto/node/primitives";
import { type Dealt, deal, type Participant, type Round, receiveShares } from "../round.ts";

/** A round of key generation among members 1 … n that all behave, unless a test spoils their deals. */
export function playRound(round: Round, n: number, threshold: number) {
  const members = Array.from({ length: n }, (_, i) => {
    const { publicKey, privateKey } = primitives.x25519.generate();
    return { index: i + 1, roundKey: toHex(publicKey), secret: privateKey };
  });
  const participants: readonly Participant[] = members.map(({ index, roundKey }) => ({ index, roundKey }));
  const deals: readonly Dealt[] = members.map(({ index }) => ({
    dealer: index,
    deal: deal(primitives, round, index, threshold, participants),
  }));
  return {
    participants,
    deals,
    secretOf: (index: number) => members.find((member) => member.index === index)?.secret as Uint8Array,
    /** A member's share of the deals. */
    receive: (index: number, qualified: readonly Dealt[] = deals, secret = members[index - 1]?.secret) =>
      receiveShares(primitives, round, index, secret as Uint8Array, qualified),
  };
}

/** The ledger's group key for the deals of a qualified set. */
export function publicKeys(deals: readonly Dealt[], n: number) {
  const sum = deals.reduce<readonly Hex[]>(
    (total, { deal: { commitments } }) => addCommitments(total, commitments),
    [],
  );
  return groupOf(
    sum,
    Array.from({ length: n }, (_, i) => i + 1),
  );
}
