/** Items that a command has room for by gas. */
const mostItems = 40;

/**
 * Characters of them all that it has room for: a command is sealed in 64 KiB at most, so that in the bucket below that
 * 32,764 bytes are its method and arguments.
 */
const mostCharacters = 32_000;

/** How many of what waits, from the first on, one command brings: at least one, whatever is behind it. */
export function batchOf(waiting: readonly string[]): readonly string[] {
  let characters = 0;
  const end = waiting.slice(0, mostItems).findIndex((item) => {
    characters += item.length + 3; // quotation marks and a comma
    return characters > mostCharacters;
  });
  return waiting.slice(0, end < 0 ? mostItems : Math.max(1, end));
}
