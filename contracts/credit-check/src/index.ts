import { contract, fail, type ReadContext, s } from "@pha/contract-kit";
import { usesOf, wordsOf } from "./consent.ts";
import { figuresOf, sourceOf } from "./contribution.ts";
import { refuse } from "./credentials/credential.ts";
import { readCredential } from "./credentials/read.ts";
import { encodedListOf } from "./credentials/status-list.ts";
import { scoreOf, toldOf } from "./score.ts";
import { broughtKey, Check, checkKey, forget, forgetAll, hex, inputKey, state, Terms } from "./state.ts";
import { expectHeld, listKey } from "./status.ts";

const Which = s.object({ check: s.number() });
const Text = s.string({ min: 1, max: 8_192 });
const Hash = s.bytes({ max: 32 });
const ConsentId = s.string({ max: 64 });
const Result = s.object({
  band: s.optional(s.oneOf("A", "B", "C", "D")),
  approved: s.optional(s.boolean()),
  limit: s.optional(s.number()),
  /** SHA-256 of the JSON `[check, program, consents, told, salt]`: what the event tells everybody. */
  commitment: Hash,
  salt: Hash,
});
const Contribution = s.object({ consent: ConsentId, usesLeft: s.number() });

type Reading = Pick<ReadContext<typeof state>, "state" | "caller">;

const checkOf = ({ state }: Reading, check: number) =>
  state.checks.get(checkKey(check)) ?? fail("UnknownCheck", "There is no check of this number.");

/** The place among a check's subjects of who calls. */
function placeOf(ctx: Reading, check: number): number {
  const place = checkOf(ctx, check).terms.subjects.findIndex(({ account }) => account === ctx.caller);
  return place < 0 ? fail("NotYours", "This check is not about you.") : place;
}

/** Results over the credentials of two issuers or more, about one to four people who all agree: only the result leaves. */
export default contract({
  doc: "Credit checks over W3C credentials that nobody but this contract sees.",
  state,
  events: { Opened: Which, Decided: s.object({ check: s.number(), commitment: Hash }) },

  commands: {
    open: {
      doc: "Opens a check, by its lender: whom it is about, whom it believes, and what it is to tell.",
      input: Terms,
      output: Which,
      run(ctx, terms) {
        if (terms.subjects.length === 0 || terms.fields.length === 0 || terms.issuers.length < 2)
          fail("BadTerms", "A check has a subject and a field at least, and two issuers.");
        const check = (ctx.state.count.get() ?? 0) + 1;
        ctx.state.count.put(check);
        ctx.state.checks.put(checkKey(check), { lender: ctx.caller, terms });
        ctx.emit("Opened", { check });
        return { check };
      },
    },
    contribute: {
      doc: "Brings the caller's credentials to a check, with their consent to just that.",
      input: s.object({ check: s.number(), credentials: s.array(Text, { max: 4 }), consent: Text }),
      output: s.object({ consent: ConsentId }),
      async run(ctx, { check, credentials, consent }) {
        const place = placeOf(ctx, check);
        const { lender, terms } = checkOf(ctx, check);
        const subject = terms.subjects[place]?.did as string;
        const nowMs = ctx.block.timeMs;
        const given = await readCredential(consent, nowMs);
        const uses = usesOf(given, {
          ...{ subject, account: ctx.caller, contract: ctx.self, program: ctx.codeHash },
          ...{ recipient: lender, purpose: terms.purpose, fields: terms.fields },
        });
        const read = await Promise.all(credentials.map((one) => readCredential(one, nowMs)));
        const figures = figuresOf(read, subject, terms.issuers);
        const sources = [...figures.sources, sourceOf(given)];
        for (const source of sources) expectHeld(source, ctx.state.lists, { hash: ctx.hash.sha256, nowMs });
        const id = hex(ctx.hash.sha256(wordsOf(given)));
        if ((ctx.state.used.get(id) ?? 0) >= uses)
          fail("UsedUp", "This consent was used as often as it says, or withdrawn.");
        const key = inputKey(check, place);
        forget(ctx.state, key);
        ctx.state.inputs.put(key, { ...figures, consent: id, consentEnds: given.validUntil, uses, sources });
        ctx.state.brought.put(broughtKey(id, key), key);
        return { consent: id };
      },
    },
    decide: {
      doc: "Finds what the check is to tell, by its lender; each time is one use of each consent.",
      input: Which,
      output: Result,
      run(ctx, { check }) {
        const { lender, terms } = checkOf(ctx, check);
        if (lender !== ctx.caller) fail("NotYours", "Another opened this check.");
        const inputs = terms.subjects.map(
          (_, i) => ctx.state.inputs.get(inputKey(check, i)) ?? fail("Incomplete", "Not everybody has contributed."),
        );
        const nowMs = ctx.block.timeMs;
        for (const { consentEnds, sources } of inputs) {
          if (nowMs >= consentEnds) fail("ConsentEnded", "A consent has ended.");
          for (const source of sources) expectHeld(source, ctx.state.lists, { hash: ctx.hash.sha256, nowMs });
        }
        for (const { consent, uses } of inputs) {
          const used = ctx.state.used.get(consent) ?? 0;
          if (used >= uses) fail("UsedUp", "A consent was used as often as it says, or withdrawn.");
          ctx.state.used.put(consent, used + 1);
          if (used + 1 === uses) forgetAll(ctx.state, consent);
        }
        const score = scoreOf(inputs, terms.instalment);
        const told = toldOf(score, terms.fields);
        const salt = ctx.random(32);
        const consents = inputs.map(({ consent }) => consent);
        const commitment = ctx.hash.sha256(JSON.stringify([check, ctx.codeHash, consents, told, `0x${hex(salt)}`]));
        ctx.emit("Decided", { check, commitment });
        return { ...told, commitment, salt };
      },
    },
    withdraw: {
      doc: "Takes the caller's consent back, and what they brought by it, to whichever check; what was told stays told.",
      input: Which,
      output: s.nothing(),
      run(ctx, { check }) {
        const key = inputKey(check, placeOf(ctx, check));
        const { consent } = ctx.state.inputs.get(key) ?? fail("NotThere", "There is nothing of yours in this check.");
        ctx.state.used.put(consent, Number.MAX_SAFE_INTEGER);
        forgetAll(ctx.state, consent);
        return null;
      },
    },
    status: {
      doc: "Brings a newer list of what an issuer has taken back; anybody may.",
      input: s.object({ list: s.string({ min: 1, max: 32_768 }) }),
      output: s.nothing(),
      async run(ctx, { list }) {
        const credential = await readCredential(list, ctx.block.timeMs);
        const encoded = encodedListOf(credential);
        const key = listKey(ctx.hash.sha256, credential.issuer, credential.id ?? "");
        const { validFrom: from, validUntil: until } = credential;
        if (from === 0) refuse("A list says from when on it is (validFrom).");
        if (from <= (ctx.state.lists.get(key)?.from ?? -1)) fail("NotNewer", "A list as new as this one is kept.");
        ctx.state.lists.put(key, { from, until, encoded });
        return null;
      },
    },
  },

  queries: {
    terms: {
      doc: "What a check asks, for its lender and whom it is about.",
      input: Which,
      output: Check,
      run(ctx, { check }) {
        const found = checkOf(ctx, check);
        if (found.lender !== ctx.caller) placeOf(ctx, check);
        return found;
      },
    },
    mine: {
      doc: "What the caller has in a check.",
      input: Which,
      output: s.optional(Contribution),
      run(ctx, { check }) {
        const input = ctx.state.inputs.get(inputKey(check, placeOf(ctx, check)));
        if (!input) return undefined;
        return { consent: input.consent, usesLeft: input.uses - (ctx.state.used.get(input.consent) ?? 0) };
      },
    },
  },
});
