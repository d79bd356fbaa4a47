import { hrefOf } from "../../route.ts";
import { Value } from "../../ui/value.tsx";
import type { ProvenEvent } from "./proven-events.ts";

/** Events of one block, in their order: proven, or as the chain tells them. */
export function EventList({ events, block }: { readonly events: readonly ProvenEvent[]; readonly block: number }) {
  if (events.length === 0) return <p>There is none.</p>;
  return (
    <ol class="events">
      {events.map(({ index, pallet, name, fields }) => (
        <li key={index}>
          <a href={hrefOf("event", `${block}-${index}`)}>
            {pallet}.{name}
          </a>
          <Value of={fields} />
        </li>
      ))}
    </ol>
  );
}
