import { chainApi, type InputOf, type ReplyOf } from "@pha/api";
import { useEffect, useState } from "preact/hooks";
import { ask } from "../network/ask.ts";
import { useAbout } from "../network/context.ts";
import { follow } from "../network/follow.ts";
import { EventRows, type FoundEvent } from "./event-rows.tsx";
import { Problem } from "./problem.tsx";

/** Events that are shown at a time. */
const most = 20;

type Wanted = Partial<InputOf<typeof chainApi.events.list>>;

const isSame = (a: FoundEvent) => (b: FoundEvent) => a.block.number === b.block.number && a.index === b.index;

/** Newest first, each once. */
const joined = (some: readonly FoundEvent[], others: readonly FoundEvent[]): readonly FoundEvent[] =>
  [...some, ...others.filter((one) => !some.some(isSame(one)))]
    .sort((a, b) => b.block.number - a.block.number || b.index - a.index)
    .slice(0, most);

/** Events of final blocks as they come: all, or of one kind. */
export function LatestEvents({ wanted = {} }: { readonly wanted?: Wanted }) {
  const { chain } = useAbout();
  const [events, setEvents] = useState<readonly FoundEvent[]>();
  const [error, setError] = useState<unknown>();
  useEffect(() => {
    let isCurrent = true;
    const add = (found: readonly FoundEvent[]) => {
      if (!isCurrent) return;
      setError(undefined);
      setEvents((before = []) => joined(found, before));
    };
    const fail = (reason: unknown) => isCurrent && setError(reason);
    const load = () =>
      void ask(chain, chainApi.events.list, { ...wanted, limit: most }).then(
        (page: ReplyOf<typeof chainApi.events.list>) => add(page.events),
        fail,
      );
    load();
    const following = { onEntry: (event: FoundEvent) => add([event]), onProblem: fail, onAgain: load };
    const leave = follow(chain, chainApi.events.follow, wanted, following);
    return () => {
      isCurrent = false;
      leave();
    };
  }, [chain, JSON.stringify(wanted)]);
  if (error !== undefined) return <Problem of={error} />;
  return events ? <EventRows name="Newest events" events={events} /> : <p>Loading …</p>;
}
