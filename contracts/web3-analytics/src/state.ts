import { map, s, type TypeOf, value } from "@pha/contract-kit";

/** Minutes since 1970. */
export const Minute = s.number({ max: 1_000_000_000 });
export const Site = s.string({ min: 3, max: 100 });
export const Device = s.oneOf("desktop", "mobile", "tablet", "other");

/** What data may be used for, at a site, until when. */
export const Consent = s.object({ purpose: s.string({ min: 1, max: 50 }), until: Minute });

/** Somebody looked at a page. */
export const View = s.object({ minute: Minute, page: s.string({ max: 100 }) });
export type View = TypeOf<typeof View>;

/** What is kept of a visitor at a site; the newest views, and no more. */
export const mostViews = 200;
export const Visitor = s.object({
  /** What they signed last: each counts once. */
  seq: s.number(),
  device: Device,
  consents: s.array(Consent, { max: 5 }),
  views: s.array(View, { max: mostViews }),
});
export type Visitor = TypeOf<typeof Visitor>;

export const Metric = s.oneOf("views", "visitors", "devices", "visit", "online", "hourly", "daily", "weekly");

/** What a site asks of a period that is over. */
export const Question = s.object({
  metric: Metric,
  purpose: s.string({ min: 1, max: 50 }),
  /** The period, in hours since 1970, and how many; `online` is of one, `hourly` of 24, `daily` of 168, `weekly` of 672. */
  from: s.number({ max: 20_000_000 }),
  hours: s.number({ min: 1, max: 672 }),
  /** Of `views`: those of one page. */
  page: s.optional(s.string({ max: 100 })),
  /** Thousandths: what it takes of the site's budget. */
  epsilon: s.number({ min: 50, max: 2_000 }),
});
export type Question = TypeOf<typeof Question>;

/** What a question was answered, with noise. */
export const Answer = s.object({
  question: Question,
  /** One number, or one for each minute, hour, day, week, or device. */
  values: s.array(s.number({ min: -1_000_000_000 }), { max: 60 }),
  minute: Minute,
  /** With it the answer can be shown to be the one whose digest the ledger has. */
  salt: s.bytes({ max: 32 }),
});
export type Answer = TypeOf<typeof Answer>;

export const state = {
  seed: value(s.bytes({ max: 32 })),
  /** What visitors seal to, as whoever deployed the contract says: an epoch, and the contract's key in it. */
  sealing: value(s.object({ epoch: s.number(), key: s.bytes({ max: 32 }) })),
  deployer: value(s.account()),
  sites: map(s.object({ owner: s.account() })),
  visitors: map(Visitor),
  answers: map(Answer),
  /** Thousandths of epsilon that a site has used, by months. */
  spent: map(s.number()),
};

/** Entries of a site, or of somebody at it. */
export const under = (site: string, name = ""): string => `${site}/${name}`;
