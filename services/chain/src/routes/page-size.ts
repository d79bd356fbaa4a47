/** How many entries a page has, when a caller wishes for so many. */
export const pageSize = (wished: number | undefined): number => Math.min(Math.max(wished ?? 20, 1), 100);
