import type { Hex } from "@pha/codec";
import { addCommitments, errors as cryptoErrors, groupOf, interpolateCommitments } from "@pha/crypto";
import type { Reader } from "@pha/frame";
import { rolesOf } from "./sharing.ts";
import type { Deal, Dkg, GroupKey, gatekeepers, Member } from "./spec.ts";

/** The group key of the deals that count, or `undefined` if they are too few or conspired to spoil it. */
export function combine(
  state: Reader<typeof gatekeepers>,
  { generation, round, dealers, excluded, participants }: Dkg,
): GroupKey | undefined {
  const { threshold, receivers, dealers: all, needed, from } = rolesOf(state);
  const counted = all.filter(({ index }) => dealers.includes(index) && !excluded.includes(index));
  if (counted.length < needed) return undefined;
  // Of the old shares, as many as their threshold says make the key; for a new one every deal adds what nobody else knows.
  const used = from ? counted.slice(0, needed) : counted;
  const dealt = used.map(({ identity, index: id }) => {
    const { commitments } = state.deals.get(generation, round, identity) as Deal;
    return { id, commitments };
  });
  try {
    const sum = from
      ? interpolateCommitments(dealt)
      : addCommitments(dealt.map(({ commitments }): readonly Hex[] => commitments));
    const { publicKey, shares } = groupOf(sum, participants);
    return {
      ...{ generation, round, threshold, publicKey },
      qualified: used.map(({ index }) => index),
      publicShares: receivers.map(({ identity, index }) => ({
        identity,
        index,
        share: shares[participants.indexOf(index)] as Hex,
      })),
      dealers: used.map(({ identity, index }): Member => ({ identity, index })),
      from: from?.round,
    };
  } catch (error) {
    if (cryptoErrors.BadPoint.is(error)) return undefined;
    throw error;
  }
}
