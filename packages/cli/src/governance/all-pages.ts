import type { Hex } from "@pha/codec";

/** The most that one page has. */
const limit = 100;

interface Page<E> {
  readonly entries: readonly E[];
  readonly next: Hex | undefined;
}

/** All that is listed in pages. */
export async function allPages<E>(
  ask: (page: { readonly limit: number; readonly after?: Hex }) => Promise<Page<E>>,
): Promise<E[]> {
  const all: E[] = [];
  let after: Hex | undefined;
  do {
    const { entries, next } = await ask({ limit, ...(after !== undefined && { after }) });
    all.push(...entries);
    after = next;
  } while (after !== undefined);
  return all;
}
