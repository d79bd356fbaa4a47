import { type CommandContext, contract, fail, type ReadContext, s } from "@pha/contract-kit";
import { hoursOf, measure, seenIn } from "./metrics.ts";
import { laplace } from "./noise.ts";
import { Answer, Question, Site, state, under, Visitor } from "./state.ts";
import { recordAfter, Said, Sealed, signedText } from "./visit.ts";

/** Of fewer visitors than these nothing is told. */
const leastVisitors = 20;
/** What a site may use of epsilon in thirty days, in thousandths. */
const budget = 10_000;
const monthMinutes = 43_200;

const Items = s.array(s.sealed({ max: 14_000 }), { max: 100 });
const Taken = s.object({ taken: s.number(), refused: s.number() });
const Sealing = s.object({ epoch: s.number(), key: s.bytes({ max: 32 }) });

type Reading = ReadContext<typeof state>;
type Writing = CommandContext<typeof state>;

const minuteOf = ({ block }: Pick<Reading, "block">): number => Math.floor(block.timeMs / 60_000);

function expectOwner({ state, caller }: Pick<Reading, "state" | "caller">, site: string): void {
  const found = state.sites.get(site) ?? fail("UnknownSite", "Nobody has registered this site.");
  if (found.owner !== caller) fail("NotYours", "Another registered this site.");
}

/** Takes what one item says, if a visitor signed it, it is new, and of who is allowed to bring it. */
function take(ctx: Writing, item: string, isOfOwner: (site: string) => boolean): boolean {
  const sealed = ctx.open(Sealed, item);
  if (!sealed) return false;
  const { visitor, text, signature } = sealed;
  if (!ctx.verify("ed25519", bytesOf(visitor), signedText(ctx.self, text), signature)) return false;
  const said = read(text);
  if (!said || !ctx.state.sites.get(said.site)) return false;
  if (said.views.length > 0 && !isOfOwner(said.site)) return false;
  const key = under(said.site, visitor);
  const before = ctx.state.visitors.get(key);
  if (before && said.seq <= before.seq) return false;
  ctx.state.visitors.put(key, recordAfter(before, said, minuteOf(ctx)));
  return true;
}

function read(text: string) {
  try {
    return Said.parse(JSON.parse(text), "item");
  } catch {
    return undefined;
  }
}

const bytesOf = (account: string): Uint8Array =>
  Uint8Array.from({ length: 32 }, (_, i) => Number.parseInt(account.slice(2 + 2 * i, 4 + 2 * i), 16));

/** Analytics of web pages: what a visitor did is theirs, and a site learns of many at once, with noise. */
export default contract({
  doc: "Counts of visitors who agreed to be counted, with noise; nobody reads what one of them did but themself.",
  state,
  events: { Answered: s.object({ digest: s.bytes({ max: 32 }) }) },
  init: {
    doc: "What visitors seal to is announced by who deploys it.",
    input: s.nothing(),
    run(ctx) {
      ctx.state.seed.put(ctx.random(32));
      ctx.state.deployer.put(ctx.caller);
    },
  },

  commands: {
    announce: {
      doc: "Says by which key, of which epoch, visitors seal: by who deployed the contract, who saw it on the ledger.",
      input: Sealing,
      output: s.nothing(),
      run(ctx, sealing) {
        if (ctx.state.deployer.get() !== ctx.caller) fail("NotYours", "Another deployed this contract.");
        ctx.state.sealing.put(sealing);
        return null;
      },
    },
    register: {
      doc: "Registers a site, for who calls.",
      input: s.object({ site: Site }),
      output: s.nothing(),
      run(ctx, { site }) {
        if (!/^[a-z0-9.-]+$/.test(site)) fail("BadSite", "A site is named by its domain, in small letters.");
        if (ctx.state.sites.get(site)) fail("Taken", "This site is registered.");
        ctx.state.sites.put(site, { owner: ctx.caller });
        return null;
      },
    },
    collect: {
      doc: "Brings what visitors sealed. Views are brought by the site's owner; consents and erasures by anybody.",
      input: s.object({ items: Items }),
      output: Taken,
      run(ctx, { items }) {
        const isOfOwner = (site: string) => ctx.state.sites.get(site)?.owner === ctx.caller;
        const taken = items.filter((item) => take(ctx, item, isOfOwner)).length;
        return { taken, refused: items.length - taken };
      },
    },
    ask: {
      doc: "Answers a question about a period that is over, by the site's owner. Asked once more it is answered the same.",
      input: s.object({ site: Site, question: Question }),
      output: Answer,
      run(ctx, { site, question }) {
        expectOwner(ctx, site);
        const minute = minuteOf(ctx);
        const { metric, hours, from, epsilon } = question;
        if (hours !== (hoursOf[metric] ?? hours)) fail("BadPeriod", `${metric} is of ${hoursOf[metric]} hours.`);
        if ((from + hours) * 60 > minute) fail("NotOver", "The period is not over yet.");
        const key = answerKey(ctx, site, question);
        const known = ctx.state.answers.get(key);
        if (known) return known;
        const all = ctx.state.visitors.range({ from: under(site), to: `${site}0` }).map(([, visitor]) => visitor);
        const seen = seenIn(question, all, minute);
        if (seen.length < leastVisitors) fail("TooFew", `Of fewer than ${leastVisitors} visitors nothing is told.`);
        const month = under(site, String(Math.floor(minute / monthMinutes)));
        const spent = (ctx.state.spent.get(month) ?? 0) + epsilon;
        if (spent > budget) fail("BudgetSpent", `This month ${budget - spent + epsilon} thousandths are left.`);
        ctx.state.spent.put(month, spent);
        const { values, most } = measure(question, seen);
        const noisy = values.map((value, i) => value + laplace((most[i] ?? 1) * 1_000, epsilon, ctx.random));
        const answer = { question, values: noisy, minute, salt: ctx.random(32) };
        ctx.state.answers.put(key, answer);
        ctx.emit("Answered", { digest: ctx.hash.sha256(digested(site, answer)) });
        return answer;
      },
    },
  },

  queries: {
    sealing: {
      doc: "What visitors seal to, signed by the contract's own key (Ed25519) over the text `contract code epoch key`.",
      input: s.nothing(),
      output: s.object({
        epoch: s.number(),
        key: s.bytes({ max: 32 }),
        signer: s.bytes({ max: 32 }),
        signature: s.bytes({ max: 64 }),
      }),
      run(ctx) {
        const { epoch, key } = ctx.state.sealing.get() ?? fail("NotAnnounced", "Nobody has announced a key yet.");
        const seed = ctx.state.seed.get() as Uint8Array;
        const text = `phala/web3-analytics/key/v1 ${ctx.self} ${ctx.codeHash} ${epoch} ${hexOf(key)}`;
        return { epoch, key, signer: ctx.publicKey("ed25519", seed), signature: ctx.sign("ed25519", seed, text) };
      },
    },
    mine: {
      doc: "All that is kept of the caller at a site: the account of the key that their browser signs with.",
      input: s.object({ site: Site }),
      output: s.optional(Visitor),
      run: (ctx, { site }) =>
        ctx.state.visitors.get(under(site, ctx.caller ?? fail("NotSignedIn", "Say who you are."))),
    },
    answers: {
      doc: "What a site was answered, of periods that begin before an hour, the newest first: for its owner, and its visitors.",
      input: s.object({ site: Site, before: s.optional(s.number({ max: 99_999_999 })) }),
      output: s.array(Answer, { max: 50 }),
      run(ctx, { site, before }) {
        const isKnown = ctx.caller !== undefined && ctx.state.visitors.get(under(site, ctx.caller)) !== undefined;
        if (!isKnown) expectOwner(ctx, site);
        const to = before === undefined ? `${site}0` : under(site, hourKey(before));
        const range = { from: under(site), to, limit: 50, reverse: true };
        return ctx.state.answers.range(range).map(([, answer]) => answer);
      },
    },
    left: {
      doc: "What a site has left of this month's budget, in thousandths of epsilon.",
      input: s.object({ site: Site }),
      output: s.number(),
      run: (ctx, { site }) =>
        budget - (ctx.state.spent.get(under(site, String(Math.floor(minuteOf(ctx) / monthMinutes)))) ?? 0),
    },
  },
});

const hourKey = (hour: number): string => String(hour).padStart(8, "0");

/** Where the answer to a question is: the same question is answered once. */
const answerKey = ({ hash }: Writing, site: string, question: Question): string =>
  under(site, `${hourKey(question.from)}/${hexOf(hash.sha256(JSON.stringify(question))).slice(0, 32)}`);

/** What the ledger has the SHA-256 of: without the salt, whoever guesses a question would find its answer by trying. */
const digested = (site: string, { question, values, minute, salt }: Answer): string =>
  JSON.stringify([site, question, values, minute, `0x${hexOf(salt)}`]);

const hexOf = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
