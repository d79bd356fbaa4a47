import { createContext } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import { followHeads, type Heads } from "../network/heads.ts";

/** The heads, and whether the chain cannot be heard now. */
export interface HeardHeads extends Heads {
  readonly isLost: boolean;
}

/** Nothing is heard yet. */
const none: HeardHeads = { best: 0, finalized: 0, isLost: false };

export const HeadsContext = createContext<HeardHeads>(none);

/** The heads, as the whole page hears them. */
export const useHeads = (): HeardHeads => useContext(HeadsContext);

/** Listens to the chain for the whole page: once. */
export function useHearHeads(chain: string): HeardHeads {
  const [heads, setHeads] = useState(none);
  useEffect(
    () =>
      followHeads(
        chain,
        (next) => setHeads((before) => ({ ...before, ...next })),
        (isLost) => setHeads((before) => ({ ...before, isLost })),
      ),
    [chain],
  );
  return heads;
}
