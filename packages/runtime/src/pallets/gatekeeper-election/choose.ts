import type { Hex } from "@pha/codec";
import type { SeatChange } from "../gatekeepers/members.ts";

/**
 * The next step from a committee to the first candidates: of the seats at most a third changes.
 *
 * A newcomer takes a seat that is free, or else that of the member who has least behind it; nobody loses a seat to
 * nobody, unless there are more than there are to be.
 *
 * @param members - the committee, by number
 * @param candidates - who may have a seat, in order of stake, each once
 * @param seats - how many there are to be
 */
export function chooseSeats(members: readonly Hex[], candidates: readonly Hex[], seats: number): SeatChange {
  const wanted = candidates.slice(0, seats);
  const third = Math.floor(members.length / 3);
  const newcomers = wanted.filter((identity) => !members.includes(identity));
  const losing = members.filter((identity) => !wanted.includes(identity)).sort(byPlace(candidates));
  const free = Math.max(seats - members.length, 0);
  const surplus = Math.max(members.length - seats, 0);

  const joins = Math.min(newcomers.length, Math.max(third, Math.min(free, 1)), free + Math.min(losing.length, third));
  const replaced = Math.max(joins - free, 0);
  return { joining: newcomers.slice(0, joins), leaving: losing.slice(0, Math.min(replaced + surplus, third)) };
}

/** Who is no candidate comes first, then who has least behind it. */
function byPlace(candidates: readonly Hex[]): (a: Hex, b: Hex) => number {
  const place = (identity: Hex) => {
    const at = candidates.indexOf(identity);
    return at < 0 ? candidates.length : at;
  };
  return (a, b) => place(b) - place(a);
}
