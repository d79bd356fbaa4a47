import { normalize } from "./normalize.ts";

/** Somebody with so much stake, for several. */
export interface Ballot<K> {
  readonly stake: bigint;
  readonly votes: readonly K[];
}

/** Whom ballots elect, in order of election, with the stake that stands behind each. */
export interface Winner<K> {
  readonly who: K;
  readonly backed: bigint;
}

const most = (1n << 128n) - 1n;
/** Rounded down. */
export const quotient = (amount: bigint, by: bigint): bigint => BigInt(amount) / by;
const saturated = (value: bigint): bigint => (value > most ? most : value);

/** What electing somebody would load its voters with; `over` is 2¹²⁸ − 1, or 1 for whom nobody votes. */
interface Load {
  readonly value: bigint;
  readonly over: bigint;
}

interface Candidate<K> {
  readonly who: K;
  approval: bigint;
  score: Load;
  round: number | undefined;
  backed: bigint;
}

interface Edge<K> {
  readonly candidate: Candidate<K>;
  load: bigint;
}

interface Voter<K> {
  readonly stake: bigint;
  readonly edges: readonly Edge<K>[];
  load: bigint;
}

/**
 * Phragmén's sequential method: elects one after another whom the least loaded voters stand behind, with the integers
 * of Substrate's `sp_npos_elections::seq_phragmen`. Among equals the first of the candidates is elected; when seats are
 * left, those too for whom nobody votes.
 */
export function elect<K>(count: number, candidates: readonly K[], ballots: readonly Ballot<K>[]): Winner<K>[] {
  const all = candidates.map(
    (who): Candidate<K> => ({ who, approval: 0n, score: { value: 0n, over: 1n }, round: undefined, backed: 0n }),
  );
  const voters = votersOf(all, ballots);
  const rounds = Math.min(count, all.length);
  for (let round = 0; round < rounds; round++) {
    score(all, voters);
    const winner = all
      .filter((each) => each.round === undefined)
      .reduce((best, each) => (isLess(each.score, best.score) ? each : best));
    winner.round = round;
    for (const voter of voters)
      for (const edge of voter.edges) {
        if (edge.candidate !== winner) continue;
        edge.load = winner.score.value > voter.load ? winner.score.value - voter.load : 0n;
        voter.load = winner.score.value;
      }
  }
  for (const voter of voters) share(voter);
  return all
    .filter(({ round }) => round !== undefined)
    .sort((a, b) => (a.round ?? 0) - (b.round ?? 0))
    .map(({ who, backed }) => ({ who, backed }));
}

/** Voters and whom of the candidates each is for, once each; who is for none is left out. */
function votersOf<K>(candidates: readonly Candidate<K>[], ballots: readonly Ballot<K>[]): Voter<K>[] {
  const byKey = new Map(candidates.map((candidate) => [candidate.who, candidate]));
  return ballots.flatMap(({ stake, votes }) => {
    const found = [...new Set(votes)].flatMap((who) => byKey.get(who) ?? []);
    for (const candidate of found) candidate.approval = saturated(candidate.approval + stake);
    return found.length === 0 ? [] : [{ stake, load: 0n, edges: found.map((candidate) => ({ candidate, load: 0n })) }];
  });
}

/** What electing each of those that are left would load its voters with. */
function score<K>(candidates: readonly Candidate<K>[], voters: readonly Voter<K>[]): void {
  for (const candidate of candidates)
    if (candidate.round === undefined)
      candidate.score =
        candidate.approval === 0n
          ? { value: most, over: 1n }
          : { value: quotient(most, candidate.approval), over: most };
  for (const { load, stake, edges } of voters)
    for (const { candidate } of edges) {
      if (candidate.round !== undefined || candidate.approval === 0n) continue;
      const more = saturated(quotient(load * stake, candidate.approval));
      candidate.score = { ...candidate.score, value: saturated(candidate.score.value + more) };
    }
}

const isLess = (a: Load, b: Load): boolean => a.value * b.over < b.value * a.over;

/** Shares a voter's stake among those it helped to elect, in proportion to their loads, to the last unit. */
function share<K>({ stake, load, edges }: Voter<K>): void {
  const parts = edges
    .filter(({ candidate }) => candidate.round !== undefined)
    .map((edge) => ({ edge, part: load === 0n ? 0n : quotient(stake * edge.load, load) }))
    .filter(({ part }) => part > 0n);
  const whole = normalize(
    parts.map(({ part }) => part),
    stake,
  );
  for (const [place, { edge }] of parts.entries())
    edge.candidate.backed = saturated(edge.candidate.backed + (whole[place] as bigint));
}
