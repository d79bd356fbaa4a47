import { defineErrors } from "@pha/codec";

/** Why a contract cannot be made or built. */
export const errors = defineErrors("contract-kit", {
  NoContract: { index: 0, kind: "not-found", doc: "The folder has no contract: src/index.ts is missing." },
  BuildFailed: { index: 1, kind: "invalid", doc: "The contract does not build." },
  ImportsLeft: { index: 2, kind: "invalid", doc: "A contract imports nothing at run time; these imports are left." },
  NoAbi: {
    index: 3,
    kind: "invalid",
    doc: "The module does not describe itself: its default export must be a contract(), with names of up to 64 characters: letters, digits, _, $, . and - for methods; letters and digits, a letter first, for events.",
  },
  FolderTaken: { index: 4, kind: "conflict", doc: "There is something at this place already." },
  BadName: {
    index: 5,
    kind: "invalid",
    doc: "A contract's name is lowercase letters, digits and dashes, beginning with a letter.",
  },
  CodeTooLarge: { index: 6, kind: "limit", doc: "A contract's code, as the ledger keeps it, has at most 512 KiB." },
  TypesFail: { index: 7, kind: "invalid", doc: "The types of the contract or of its tests do not hold." },
  NoTests: { index: 8, kind: "not-found", doc: "No test ran: tests are in *.test.ts files, and are not all skipped." },
  AbiNotRead: {
    index: 9,
    kind: "unavailable",
    doc: "The module was loaded to ask it for its methods, and this machine did not come to the end of that: it is busy, or loading takes too long. Try again.",
  },
  OutsideFolder: {
    index: 10,
    kind: "forbidden",
    doc: "A contract is built of files in its folder or workspace, of what is installed for it and of the kit, and is written to its own folder: this file is elsewhere, perhaps behind a link.",
  },
  Unwritable: { index: 11, kind: "forbidden", doc: "The contract's folder cannot be written." },
  UnknownTemplate: { index: 12, kind: "invalid", doc: "A new contract begins as one of what there is." },
});
