import { type Account, contract, fail, map, s, value } from "@pha/contract-kit";

const text = s.string({ min: 1, max: 200 });
const Poll = s.object({
  question: text,
  choices: s.array(text, { max: 20 }),
  voters: s.array(s.account(), { max: 500 }),
  closesAtBlock: s.number(),
});
const Choice = s.number({ max: 19 });

/** A vote of which everybody learns the result, and nobody how somebody voted: not even whoever holds it. */
export default contract({
  doc: "A secret ballot: one vote each, counted when it closes.",
  state: { poll: value(Poll), ballots: map(Choice) },

  init: {
    doc: "What is asked, who is asked, and until which block. Everybody sees what a constructor is given.",
    input: Poll,
    run(ctx, poll) {
      if (poll.choices.length < 2) fail("NoChoice", "A vote has two choices at least.");
      if (poll.closesAtBlock <= ctx.block.number) fail("Closed", "It would close before it opens.");
      ctx.state.poll.put(poll);
    },
  },

  commands: {
    vote: {
      doc: "The caller's vote, by the choice's place from 0; a later one replaces it.",
      input: s.object({ choice: Choice }),
      output: s.nothing(),
      run(ctx, { choice }) {
        const { voters, choices, closesAtBlock } = ctx.state.poll.get() ?? none();
        if (!voters.includes(ctx.caller)) fail("NoVoter", "Only those who are asked vote.");
        if (ctx.block.number >= closesAtBlock) fail("Closed", `It closed at block ${closesAtBlock}.`);
        if (choice >= choices.length) fail("NoChoice", `Choices are 0 to ${choices.length - 1}.`);
        ctx.state.ballots.put(ctx.caller, choice);
        return null;
      },
    },
  },

  queries: {
    myVote: {
      doc: "What the caller voted.",
      input: s.nothing(),
      output: s.object({ choice: s.optional(Choice) }),
      run(ctx) {
        const caller: Account = ctx.caller ?? fail("NotSignedIn", "Say who you are to see your vote.");
        return { choice: ctx.state.ballots.get(caller) };
      },
    },
    result: {
      doc: "How often each choice was made, once it is closed.",
      input: s.nothing(),
      output: s.object({ votes: s.array(s.number(), { max: 20 }), asked: s.number() }),
      run(ctx) {
        const { voters, choices, closesAtBlock } = ctx.state.poll.get() ?? none();
        if (ctx.block.number < closesAtBlock) fail("Open", `It is open until block ${closesAtBlock}.`);
        const made = ctx.state.ballots.range().map(([, choice]) => choice);
        return { votes: choices.map((_, i) => made.filter((choice) => choice === i).length), asked: voters.length };
      },
    },
  },
});

const none = (): never => fail("NoPoll", "Nothing is asked.");
