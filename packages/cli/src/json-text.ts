/** JSON as people read it; integers beyond ±(2⁵³ − 1) are decimal text. */
export const jsonText = (value: unknown): string => JSON.stringify(value, plain, 2);

/** The same in one line, as programs read errors. */
export const jsonLine = (value: unknown): string => JSON.stringify(value, plain);

/** More than 64 bytes in hexadecimal. */
const longBytes = /0x(?:[0-9a-f]{2}){65,}/gi;

/** Text for people, who tell long bytes by their ends and length; `--json` has them whole. */
export const brief = (text: string): string =>
  text.replace(longBytes, (hex) => {
    const bytes = (hex.length / 2 - 1).toLocaleString("en");
    return `${hex.slice(0, 6)}…${hex.slice(-4)} (${bytes} bytes)`;
  });

/** What JSON has no form for, as this network writes it. */
const plain = (_: string, value: unknown): unknown => (typeof value === "bigint" ? value.toString() : value);
