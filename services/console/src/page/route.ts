/** What the address bar names: a view, and which of its things. */
export interface Route {
  readonly view: string;
  readonly of: readonly string[];
}

/** `#/block/12` is the block 12; nothing is the overview. */
export function readRoute(hash: string): Route {
  const [view = "", ...of] = hash
    .replace(/^#?\/?/, "")
    .split("/")
    .map(decoded);
  return { view: view === "" ? "overview" : view, of };
}

/** The address of a view. */
export const hrefOf = (view: string, ...of: readonly (string | number)[]): string =>
  `#/${[view, ...of.map((one) => encodeURIComponent(one))].join("/")}`;

/** What somebody typed need not be encoded. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}
