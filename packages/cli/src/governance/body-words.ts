import type { Body } from "@pha/runtime/spec";

/** What commands and names of motions call a body. */
export const bodyWords = {
  council: "council",
  "technical-committee": "committee",
} as const satisfies Readonly<Record<Body, string>>;
