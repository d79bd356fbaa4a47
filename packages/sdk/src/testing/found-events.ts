import type { chainApi, InputOf, ReplyOf } from "@pha/api";
import { type Hex, type Json, toJson } from "@pha/codec";
import type { Event } from "@pha/frame";
import { RuntimeEvent } from "@pha/runtime/spec";

type Wanted = InputOf<typeof chainApi.events.list>;
type Page = ReplyOf<typeof chainApi.events.list>;

/** What happened in a block. */
export interface Happened {
  readonly block: { readonly number: number; readonly hash: Hex };
  readonly events: readonly { readonly extrinsic: number | undefined; readonly event: Event }[];
}

/** Events by pallet, name and block, newest first: all of them in one page. */
export function foundEvents(blocks: readonly Happened[], { pallet, name, from = 0, to = Infinity }: Wanted): Page {
  const isWanted = ({ type, value }: Event) =>
    (pallet === undefined || type === pallet) && (name === undefined || value.type === name);
  const events = blocks
    .filter(({ block }) => block.number >= from && block.number <= to)
    .flatMap(({ block, events: all }) =>
      all.flatMap(({ extrinsic, event }, index) => {
        if (!isWanted(event)) return [];
        return [{ block, index, extrinsic, pallet: event.type, name: event.value.type, fields: fieldsOf(event) }];
      }),
    );
  return { events: events.reverse(), next: undefined, through: blocks.at(-1)?.block.number ?? 0 };
}

/** The fields alone, of what the outer enumeration writes as `{ type, value: { type, value } }`. */
function fieldsOf(event: Event): Json {
  const { value } = toJson(RuntimeEvent, event, { ss58Prefix: 42 }) as { readonly value: { readonly value?: Json } };
  return value.value ?? {};
}
