/** What a text may be, by its form. */
export type Kind = "number" | "place" | "hash" | "address" | "development" | "event" | "name";

const forms: readonly (readonly [Kind, RegExp])[] = [
  ["number", /^\d{1,9}$/],
  ["place", /^\d{1,9}-\d{1,9}$/],
  ["hash", /^0x[0-9a-f]{64}$/i],
  ["development", /^(\/\/?[A-Za-z0-9_-]{1,64})+$/],
  ["address", /^[1-9A-HJ-NP-Za-km-z]{46,50}$/],
  ["event", /^[A-Za-z]+\.[A-Za-z]+$/],
];

/** What to look for where somebody searches for a text. */
export const classify = (text: string): Kind => forms.find(([, form]) => form.test(text))?.[0] ?? "name";
