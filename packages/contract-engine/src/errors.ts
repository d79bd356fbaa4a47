import { defineErrors } from "@pha/codec";

/** How a call, or the engine itself, fails. Outcomes carry these codes to the caller, encrypted with the answer. */
export const errors = defineErrors("contract-engine", {
  GasExhausted: { index: 0, kind: "limit", doc: "The call used up its gas." },
  MemoryExhausted: { index: 1, kind: "limit", doc: "The call used more memory than a contract may." },
  StackOverflow: { index: 2, kind: "limit", doc: "The call nests deeper than the stack allows." },
  OutputTooLarge: { index: 3, kind: "limit", doc: "The result is larger than allowed." },
  UnknownMethod: { index: 4, kind: "not-found", doc: "The contract has no such method." },
  BadArguments: { index: 5, kind: "invalid", doc: "The arguments are not JSON, or are too long." },
  ContractThrew: { index: 6, kind: "invalid", doc: "The contract ended the call with an exception." },
  WallTimeExceeded: { index: 7, kind: "limit", doc: "The call ran too long and was ended." },
  Overloaded: { index: 8, kind: "unavailable", doc: "Too many calls are waiting; try again." },
  EngineLost: { index: 9, kind: "unavailable", doc: "The engine stopped during the call." },
  BadCode: {
    index: 10,
    kind: "invalid",
    doc: "The code is not a contract: it does not load, or exports no commands and queries.",
  },
  BadStateKey: { index: 11, kind: "invalid", doc: "A state key is empty, too long, or not well-formed text." },
  StateValueTooLarge: { index: 12, kind: "limit", doc: "A state value is larger than allowed." },
  TooManyWrites: { index: 13, kind: "limit", doc: "The call writes more state entries than allowed." },
  StateFull: { index: 14, kind: "limit", doc: "The contract's state would become larger than allowed." },
  ReadOnly: { index: 15, kind: "forbidden", doc: "A query or a task may not change state." },
  NeverAnswers: { index: 16, kind: "invalid", doc: "The call waits for something that will never happen." },
  BadRequest: { index: 17, kind: "invalid", doc: "A host function was called with arguments it does not take." },
  IsQuery: { index: 18, kind: "invalid", doc: "The method is a query: it is asked, not sent as a command." },
  IsCommand: {
    index: 19,
    kind: "invalid",
    doc: "The method is a command: it is sent and signed, not asked as a query.",
  },
  WrongArguments: { index: 20, kind: "invalid", doc: "The arguments are not those that the method takes." },
  BadOutput: {
    index: 21,
    kind: "invalid",
    doc: "The result is nothing that JSON holds, or has a text with half a surrogate pair.",
  },
  StateMovedOn: {
    index: 22,
    kind: "unavailable",
    doc: "While the query waited, more was written than the worker keeps of what was before; try again.",
  },
  EngineBroke: {
    index: 23,
    kind: "invalid",
    doc: "The call made QuickJS give up, or go wrong: it ended there, on every worker alike.",
  },
  TooManyEffects: {
    index: 24,
    kind: "limit",
    doc: "A command has at most 16 effects, one sender's commands of a block to a contract as many, and all of them 64: send it again in another block.",
  },
  EffectsOfCommands: { index: 25, kind: "forbidden", doc: "Only a command may pay, emit or push." },
  NotPayable: { index: 26, kind: "invalid", doc: "The command takes no money: send it without." },
  NotOwner: { index: 27, kind: "forbidden", doc: "Only its owner reads a contract's log." },
  FetchOfQueries: {
    index: 28,
    kind: "forbidden",
    doc: "Only a query or a task may fetch: what a command comes to must be the same on every worker.",
  },
  OfTasks: { index: 29, kind: "forbidden", doc: "The command is the contract's own tasks': nobody else sends it." },
});
