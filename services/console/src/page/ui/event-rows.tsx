import type { chainApi, ReplyOf } from "@pha/api";
import { hrefOf } from "../route.ts";
import { BlockLink } from "./links.tsx";
import { Table } from "./table.tsx";
import { Value } from "./value.tsx";

export type FoundEvent = ReplyOf<typeof chainApi.events.list>["events"][number];

/** Events of several blocks. */
export const EventRows = ({ name, events }: { readonly name: string; readonly events: readonly FoundEvent[] }) => (
  <Table
    name={name}
    head={["Event", "Block", "What it tells"]}
    none="There is none."
    rows={events.map(({ block, index, pallet, name: event, fields }) => ({
      key: `${block.number}-${index}`,
      cells: [
        <a key="event" href={hrefOf("event", `${block.number}-${index}`)}>
          {pallet}.{event}
        </a>,
        <BlockLink key="block" number={block.number} />,
        <Value key="fields" of={fields} />,
      ],
    }))}
  />
);
