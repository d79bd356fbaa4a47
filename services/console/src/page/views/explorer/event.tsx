import { useNetwork } from "../../hooks/use-network.ts";
import type { ViewProps } from "../../shell/lazy.tsx";
import { BlockLink } from "../../ui/links.tsx";
import { ProofMark } from "../../ui/proof.tsx";
import { Shown } from "../../ui/shown.tsx";
import { Value } from "../../ui/value.tsx";
import { provenBlock } from "./proven-events.ts";

/** One event, as the state of its block proves it. */
export function EventView({ of: [place = ""] }: ViewProps) {
  const [number = 0, index = 0] = place.split("-").map(Number);
  const block = useNetwork((network) => provenBlock(network, number), [number]);
  return (
    <>
      <h1>Event {place}</h1>
      <p>
        In block <BlockLink number={number} />
      </p>
      <ProofMark of={block} what="the event" />
      <Shown of={block}>
        {({ events }) => {
          const event = events[index];
          if (event === undefined) return <p>The block has {events.length} events, and none of this number.</p>;
          return (
            <>
              <h2>
                {event.pallet}.{event.name}
              </h2>
              <Value of={event.fields} />
            </>
          );
        }}
      </Shown>
    </>
  );
}
