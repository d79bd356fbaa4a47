import { contract, fail, map, s } from "@pha/contract-kit";

/** A notebook in which everybody reads and writes their own page only. */
export default contract({
  doc: "A private note for each account.",
  state: { notes: map(s.string({ max: 1_000 })) },

  commands: {
    write: {
      doc: "Replaces the caller's note.",
      input: s.object({ text: s.string({ max: 1_000 }) }),
      output: s.nothing(),
      run(ctx, { text }) {
        ctx.state.notes.put(ctx.caller, text);
        return null;
      },
    },
  },

  queries: {
    read: {
      doc: "The caller's note.",
      input: s.nothing(),
      output: s.string({ max: 1_000 }),
      run(ctx) {
        const caller = ctx.caller ?? fail("NotSignedIn", "Say who you are to read your note.");
        return ctx.state.notes.get(caller) ?? fail("NoNote", "You have not written a note.");
      },
    },
  },
});
