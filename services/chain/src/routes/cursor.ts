import { errors, type Type, text } from "@pha/codec";

/** Where a page of a listing begins: a block, and a place in it. JSON: `block-place`, as the page before gave it. */
export const Cursor: Type<{ readonly block: number; readonly place: number }> = {
  ...text({ max: 21 }),
  read: refuse,
  write: refuse,
  toJson: ({ block, place }) => `${block}-${place}`,
  fromJson(value) {
    const [, block, place] = /^(\d{1,9})-(\d{1,9})$/.exec(String(value)) ?? [];
    if (block === undefined) throw errors.BadJson({ expected: "next, as the page before gave it" });
    return { block: Number(block), place: Number(place) };
  },
  schema: { type: "string", description: "The next of the page before." },
};

/** How many entries a page has, when a caller wishes for so many. */
export const pageSize = (wished: number | undefined): number => Math.min(Math.max(wished ?? 20, 1), 100);

function refuse(): never {
  throw errors.BadJson({ expected: "a type that has a SCALE form" });
}
