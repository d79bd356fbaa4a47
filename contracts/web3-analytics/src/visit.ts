import { s, type TypeOf } from "@pha/contract-kit";
import { Consent, Device, mostViews, Site, View, type Visitor } from "./state.ts";

/** What a visitor's browser seals: a text, and its signature by the visitor's key, which is also who they are. */
export const Sealed = s.object({
  visitor: s.account(),
  text: s.string({ max: 8_000 }),
  signature: s.bytes({ max: 64 }),
});
export type Sealed = TypeOf<typeof Sealed>;

/** What the text says, as JSON. */
export const Said = s.object({
  site: Site,
  /** Higher each time. */
  seq: s.number(),
  device: Device,
  /** In place of what was agreed to before; none takes it all back. */
  consents: s.optional(s.array(Consent, { max: 5 })),
  views: s.array(View, { max: 50 }),
  /** Erases all that there is of the visitor at the site, but for `seq`. */
  erase: s.boolean(),
});
export type Said = TypeOf<typeof Said>;

/** What a visitor signs: for this contract alone. */
export const signedText = (contract: string, text: string): string => `phala/web3-analytics/v1 ${contract} ${text}`;

/** Views are of the last day, and of no time to come, by the ledger's clock: a page's own may be off. */
const mostMinutesAgo = 1_440;

/** A visitor's record after what they said. Of one who erases it the number stays, so that nothing old is brought again. */
export function recordAfter(before: Visitor | undefined, said: Said, nowMinute: number): Visitor {
  const kept = said.erase ? undefined : before;
  const isRecent = ({ minute }: View) => minute <= nowMinute + 1 && minute >= nowMinute - mostMinutesAgo;
  const views = [...(kept?.views ?? []), ...said.views.filter(isRecent)].slice(-mostViews);
  const consents = [...(said.consents ?? kept?.consents ?? [])];
  return { seq: said.seq, device: said.erase ? "other" : said.device, consents, views };
}
