import type { Event } from "@pha/api";
import { hrefOf } from "../../route.ts";
import { Value } from "../../ui/value.tsx";

/** Events of one block, in their order. */
export function EventList({ events, block }: { readonly events: readonly Event[]; readonly block: number }) {
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
