import { passes } from "@pha/codec";
import { headerHash, type LightClient, type Proposal, readDigest } from "@pha/light-client";
import type { Candidate } from "../rule/vote-rule.ts";

/**
 * What the vote rule has to know of a proposal.
 *
 * @throws `light-client.BadDigest` for a header of no round.
 */
export function candidateOf(client: LightClient, { header, closed }: Proposal): Candidate {
  const { round } = readDigest(header);
  const { number, parentHash } = header;
  // Of the height that is voted on; what is above waits anyway.
  const isOpened =
    round === 0 ||
    (closed?.number === number && closed.round === round - 1 && passes(() => client.requireClosed(closed)));
  return { number, round, blockHash: headerHash(header), parentHash, isOpened };
}
