import type { Hex } from "@pha/codec";
import { makeCall, readState } from "@pha/frame";
import { democracy, hashOfProposal } from "@pha/runtime/spec";
import type { Network, Signer } from "@pha/sdk";
import type { Context } from "../context.ts";
import { errors } from "../errors.ts";
import { type Move, type NewMotion, openMotion } from "./motions.ts";

export interface FastTrack extends Pick<Move, "prepare"> {
  /** The call that has to be the council's proposal; any when absent. */
  readonly of?: Hex;
  /** Blocks that the vote lasts, and from its end until the call is dispatched. */
  readonly voting?: number | undefined;
  readonly delay?: number | undefined;
  /** Also where it would fail if it were decided now. */
  readonly force?: boolean | undefined;
}

/**
 * Moves in the technical committee that the council's proposal is put to the vote at once: for the shortest time that two
 * thirds of it may choose, to be dispatched in the block after, when absent.
 *
 * @throws `cli.NothingToFastTrack`, and as {@link openMotion}
 */
export async function fastTrackMotion(
  context: Context,
  network: Network,
  signer: Signer,
  { of, voting, delay = 1, ...how }: FastTrack,
): Promise<NewMotion> {
  const { next, shortest } = await network.read((view) => {
    const { nextExternal, figures } = readState(democracy, view);
    return { next: nextExternal.get(), shortest: figures.get().fastTrackVoting };
  });
  const waiting = next && hashOfProposal(next[0]);
  if (!next || waiting === undefined || next[1].type === "SuperMajorityApprove" || (of !== undefined && of !== waiting))
    throw errors.NothingToFastTrack({ waiting, asked: of });
  const call = makeCall(democracy, "fast_track", { proposal_hash: waiting, voting_period: voting ?? shortest, delay });
  return openMotion(context, network, signer, { body: "technical-committee", call, ...how });
}
