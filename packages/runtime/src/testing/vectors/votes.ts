import { decode, encode } from "@pha/codec";
import { expect } from "vitest";
import { convictions, lockPeriodsOf, votesOf } from "../../pallets/democracy/conviction.ts";
import { periods } from "../../pallets/democracy/figures.ts";
import { passes, type VoteThreshold } from "../../pallets/democracy/threshold.ts";
import { Vote } from "../../pallets/democracy/vote.ts";
import { type Replay, vectors } from "./cases.ts";

interface Outcome {
  readonly threshold: VoteThreshold["type"];
  readonly ayes: string;
  readonly nays: string;
  readonly turnout: string;
  readonly electorate: string;
  readonly approved: boolean;
}

/** Replays the count of a referendum. */
export const replayThreshold: Replay<Outcome> = ({ threshold, ayes, nays, turnout, electorate, approved }) => {
  const tally = { ayes: BigInt(ayes), nays: BigInt(nays), turnout: BigInt(turnout) };
  expect(passes({ type: threshold }, tally, BigInt(electorate))).toBe(approved);
};

const convictionOf = (number: number) => ({ type: convictions[number] ?? "None" }) as const;

interface Convinced {
  readonly conviction: number;
  readonly votes_for_100?: number;
  readonly lock_periods: number;
  readonly phala_lock_blocks: number;
  readonly capital: number;
  readonly votes: number;
}

/** Replays what a conviction makes of a balance, and how long it binds. */
export const replayConviction: Replay<Convinced> = (of) => {
  const conviction = convictionOf(of.conviction);
  if (of.votes_for_100 === undefined) {
    expect(votesOf(conviction, BigInt(of.capital))).toBe(BigInt(of.votes));
    return;
  }
  expect(votesOf(conviction, 100n)).toBe(BigInt(of.votes_for_100));
  expect(lockPeriodsOf(conviction)).toBe(of.lock_periods);
  const blocksPerHour = 300;
  expect(periods.Khala1290.locking * blocksPerHour * lockPeriodsOf(conviction)).toBe(of.phala_lock_blocks);
};

interface Encoded {
  readonly aye: boolean;
  readonly conviction: number;
  readonly byte: number;
}

/** Replays a vote's byte, and that there are no others. */
export const replayEncoding: Replay<Encoded> = ({ aye, conviction, byte }) => {
  const vote = { aye, conviction: convictionOf(conviction) };
  expect(encode(Vote, vote)).toEqual(Uint8Array.of(byte));
  expect(decode(Vote, Uint8Array.of(byte))).toMatchObject({ aye, conviction: { type: vote.conviction.type } });
  for (const invalid of vectors["vote_encoding"].invalid_bytes)
    expect(() => decode(Vote, Uint8Array.of(invalid))).toThrow(expect.objectContaining({ module: "codec" }));
};
