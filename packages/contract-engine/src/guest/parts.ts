import { base64, exception } from "./base64.ts";
import { chance, clock } from "./clock.ts";
import { clone } from "./clone.ts";
import { consolePart } from "./console.ts";
import { cryptoPart } from "./crypto.ts";
import { errors, hashes } from "./errors.ts";
import { fetchPart } from "./fetch.ts";
import { promise } from "./promises.ts";
import { text } from "./text.ts";
import { url } from "./url.ts";

/**
 * What the prelude puts in the guest, by name: functions of `use`, which gives another part, of the host, of the call's
 * time, and of the intrinsics and functions that the prelude keeps.
 */
export const parts: ReadonlyMap<string, string> = new Map(
  Object.entries({
    errors,
    hashes,
    chance,
    clock,
    text,
    base64,
    promise,
    exception,
    clone,
    url,
    fetch: fetchPart,
    console: consolePart,
  }),
);

/** What a guest fetches when it is asked for, and keeps: likewise. */
export const laterParts: ReadonlyMap<string, string> = new Map(Object.entries({ crypto: cryptoPart }));
