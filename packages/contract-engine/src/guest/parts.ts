import { base64, exception } from "./base64.ts";
import { chance, clock } from "./clock.ts";
import { clone } from "./clone.ts";
import { consolePart } from "./console.ts";
import { promise } from "./promises.ts";
import { text } from "./text.ts";
import { url } from "./url.ts";

/**
 * Code that the guest asks for when a contract first uses it: functions of `use`, which gives another
 * part, of the host, of the call's time and seed, and of
 * what the prelude keeps on promises.
 */
export const parts: ReadonlyMap<string, string> = new Map(
  Object.entries({ chance, clock, text, base64, promise, exception, clone, url, console: consolePart }),
);
