import { fail, type StateOf, type TypeOf } from "@pha/contract-kit";
import { refuse } from "./credentials/credential.ts";
import { isSet } from "./credentials/status-list.ts";
import { hex, type Source, type state } from "./state.ts";

/** Days for which a list is believed: issuers publish them anew. */
const mostDays = 30;
const dayMs = 86_400_000;

/** Key of a list: only the issuer's own counts for what it issued. */
export const listKey = (hash: (text: string) => Uint8Array, issuer: string, list: string): string =>
  hex(hash(`${issuer} ${list}`));

/**
 * Holds what was kept of a credential against its end, and against its issuer's list.
 *
 * @throws `NoStatusList`, `BadCredential`
 */
export function expectHeld(
  { issuer, validUntil, status }: TypeOf<typeof Source>,
  lists: StateOf<typeof state>["lists"],
  { hash, nowMs }: { readonly hash: (text: string) => Uint8Array; readonly nowMs: number },
): void {
  if (nowMs >= validUntil) refuse(`It was valid until ${new Date(validUntil).toISOString()}.`);
  for (const { list, index } of status) {
    const kept = lists.get(listKey(hash, issuer, list));
    if (!kept || nowMs - kept.from > mostDays * dayMs || nowMs >= kept.until)
      fail("NoStatusList", `First bring the newest list ${list}: the command status takes it.`);
    if (isSet(kept.encoded, index)) refuse("Its issuer has taken it back.");
  }
}
