import type { ViewProps } from "../../shell/lazy.tsx";
import { LatestEvents } from "../../ui/latest-events.tsx";

/** Events of one kind as they come. */
export function EventsView({ of: [kind = ""] }: ViewProps) {
  const [pallet = "", name] = kind.split(".");
  return (
    <>
      <h1>Events {kind}</h1>
      <LatestEvents wanted={{ pallet, ...(name === undefined ? {} : { name }) }} />
    </>
  );
}
