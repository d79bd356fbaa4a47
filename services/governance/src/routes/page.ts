/** The `before` of the next page, where the one before it was full. */
export const nextOf = (rows: readonly { readonly index: number }[], limit: number): number | undefined =>
  rows.length === limit && rows.at(-1)?.index !== 0 ? rows.at(-1)?.index : undefined;
