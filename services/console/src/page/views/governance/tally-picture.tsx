import { useAbout } from "../../network/context.ts";
import { phaText } from "../../ui/amount.ts";

/** How a referendum stands: what was cast, and how many ayes it takes at this turnout. */
export interface Standing {
  readonly tally: { readonly ayes: bigint; readonly nays: bigint; readonly turnout: bigint };
  readonly electorate: bigint;
  readonly passes: boolean;
  readonly ayesNeeded: bigint;
}

const width = 240;
const height = 36;

/** A part of a whole, from 0 to 1, as far as a picture shows it. */
export const partOf = (part: bigint, whole: bigint): number =>
  whole === 0n ? 0 : Number((part * 10_000n) / whole) / 10_000;

/**
 * Ayes from the left, nays from the right, and a line where the ayes would have to reach. Whoever does not see it is told
 * the same.
 */
export function TallyPicture({ of: { tally, electorate, passes, ayesNeeded } }: { readonly of: Standing }) {
  const { token } = useAbout();
  const { ayes, nays, turnout } = tally;
  const cast = ayes + nays;
  const needed = Math.min(1, partOf(ayesNeeded, cast === 0n ? 1n : cast));
  const amount = (plancks: bigint) => `${phaText(plancks, 0)} ${token}`;
  const text = `ayes ${amount(ayes)}, nays ${amount(nays)}; ${amount(ayesNeeded)} of ayes would pass: it ${passes ? "passes" : "does not pass"} as it stands`;
  return (
    <figure class="tally">
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={text}>
        <rect class="ayes" x="0" y="6" height="24" width={width * partOf(ayes, cast)} />
        <rect class="nays" x={width * partOf(ayes, cast)} y="6" height="24" width={width * partOf(nays, cast)} />
        <line x1={width * needed} x2={width * needed} y1="0" y2={height} />
      </svg>
      <figcaption>
        {text}. Turnout is {(100 * partOf(turnout, electorate)).toFixed(2)} % of {amount(electorate)} that can vote.
      </figcaption>
    </figure>
  );
}
