/** JSON as people read it; integers beyond ±(2⁵³ − 1) are decimal text. */
export const jsonText = (value: unknown): string => JSON.stringify(value, plain, 2);

/** The same in one line, as programs read errors. */
export const jsonLine = (value: unknown): string => JSON.stringify(value, plain);

/** What JSON has no form for, as this network writes it. */
const plain = (_: string, value: unknown): unknown => (typeof value === "bigint" ? value.toString() : value);
