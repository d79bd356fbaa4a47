import { type Account, contract, fail, map, type StateOf, s, value } from "@pha/contract-kit";

const Kind = s.oneOf("pulse", "systolic", "glucose");
const Record = s.object({ kind: Kind, amount: s.number({ max: 1_000 }), block: s.number() });
const Study = s.object({ researcher: s.account(), kind: Kind, purpose: s.string({ min: 1, max: 300 }) });
const Which = s.object({ study: s.number() });
const Finding = s.object({ people: s.number(), mean: s.number() });

/** Fewer people than these are not told of; a finding is kept, so that asking again tells nothing more. */
const LEAST_PEOPLE = 5;
const MOST_PEOPLE = 500;
const MOST_RECORDS = 50;
const studyKey = (study: number): string => String(study).padStart(8, "0");
const consentKey = (study: number, person = ""): string => `${studyKey(study)}/${person}`;
const state = {
  records: map(s.array(Record, { max: MOST_RECORDS })),
  doctors: map(s.account()),
  count: value(s.number()),
  studies: map(Study),
  consents: map(s.boolean()),
  findings: map(Finding),
};

function openStudy({ studies, findings }: StateOf<typeof state>, study: number) {
  const found = studies.get(studyKey(study)) ?? fail("UnknownStudy", "There is no study of this number.");
  return findings.get(studyKey(study)) ? fail("Closed", "The study is closed.") : found;
}

const taking = ({ consents }: StateOf<typeof state>, study: number): Account[] =>
  consents.range({ from: consentKey(study), to: `${consentKey(study)}~` }).map(([key]) => key.split("/")[1] as Account);

/** Records belong to those whom they are of: they read them, let a doctor read them, and consent to studies one by one. */
export default contract({
  doc: "Health records, their subjects' consent, and means over those who consented.",
  state,
  events: { Opened: Which, Closed: s.object({ study: s.number(), people: s.number() }) },

  commands: {
    record: {
      doc: "Adds to the caller's own records; the oldest make room.",
      input: s.object({ kind: Kind, amount: s.number({ max: 1_000 }) }),
      output: s.nothing(),
      run(ctx, { kind, amount }) {
        const before = ctx.state.records.get(ctx.caller) ?? [];
        ctx.state.records.put(ctx.caller, [...before, { kind, amount, block: ctx.block.number }].slice(-MOST_RECORDS));
        return null;
      },
    },
    trust: {
      doc: "Lets a doctor read the caller's records, in place of the one before; nobody without one.",
      input: s.object({ doctor: s.optional(s.account()) }),
      output: s.nothing(),
      run(ctx, { doctor }) {
        ctx.state.doctors.put(ctx.caller, doctor ?? ctx.caller);
        return null;
      },
    },
    open: {
      doc: "Opens a study of one kind of record, by its researcher.",
      input: s.object({ kind: Kind, purpose: s.string({ min: 1, max: 300 }) }),
      output: Which,
      run(ctx, { kind, purpose }) {
        const study = (ctx.state.count.get() ?? 0) + 1;
        ctx.state.count.put(study);
        ctx.state.studies.put(studyKey(study), { researcher: ctx.caller, kind, purpose });
        ctx.emit("Opened", { study });
        return { study };
      },
    },
    consent: {
      doc: "Takes part in a study, or no more: until it is closed.",
      input: s.object({ study: s.number(), yes: s.boolean() }),
      output: s.nothing(),
      run(ctx, { study, yes }) {
        openStudy(ctx.state, study);
        if (yes && taking(ctx.state, study).length >= MOST_PEOPLE) fail("Full", `${MOST_PEOPLE} take part already.`);
        if (yes) ctx.state.consents.put(consentKey(study, ctx.caller), true);
        else ctx.state.consents.delete(consentKey(study, ctx.caller));
        return null;
      },
    },
    close: {
      doc: "Finds the mean of the newest records of those who take part, once, by the researcher.",
      input: Which,
      output: Finding,
      run(ctx, { study }) {
        const { researcher, kind } = openStudy(ctx.state, study);
        if (researcher !== ctx.caller) fail("NotYours", "Another opened this study.");
        const newest = taking(ctx.state, study).flatMap(
          (person) => ctx.state.records.get(person)?.findLast((one) => one.kind === kind)?.amount ?? [],
        );
        if (newest.length < LEAST_PEOPLE) fail("TooFew", `Of fewer than ${LEAST_PEOPLE} people nothing is told.`);
        const mean = Math.round(newest.reduce((sum, amount) => sum + amount, 0) / newest.length);
        ctx.state.findings.put(studyKey(study), { people: newest.length, mean });
        ctx.emit("Closed", { study, people: newest.length });
        return { people: newest.length, mean };
      },
    },
  },

  queries: {
    records: {
      doc: "The caller's records, or those of who trusts the caller.",
      input: s.object({ of: s.optional(s.account()) }),
      output: s.array(Record, { max: MOST_RECORDS }),
      run(ctx, { of }) {
        const caller = ctx.caller ?? fail("NotSignedIn", "Say who you are to read records.");
        if (of && of !== caller && ctx.state.doctors.get(of) !== caller) fail("NotTrusted", "These are not for you.");
        return ctx.state.records.get(of ?? caller) ?? [];
      },
    },
    finding: {
      doc: "What a study found, for everybody.",
      input: Which,
      output: Finding,
      run: (ctx, { study }) => ctx.state.findings.get(studyKey(study)) ?? fail("NotClosed", "It found nothing yet."),
    },
  },
});
