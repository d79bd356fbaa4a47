import { defineErrors } from "@pha/codec";

/** Mistakes on the command line that the parser does not find. */
export const errors = defineErrors("cli", {
  BadAmount: { index: 0, kind: "invalid", doc: "Amounts are in PHA, with at most 12 decimals: 5, 0.25, 1000.5." },
  BadAddress: {
    index: 1,
    kind: "invalid",
    doc: "Expected an SS58 address, a public key in hexadecimal, the name of a kept account, or a development account such as //Bob.",
  },
  NoSigner: {
    index: 2,
    kind: "invalid",
    doc: "Somebody must sign: --account with the name of a kept key, --from //Alice on a development network, or PHA_SEED_FILE with a file that holds phrase or seed.",
  },
  SecretInArguments: {
    index: 3,
    kind: "invalid",
    doc: "--from takes development accounts only (//Alice): a secret never belongs into the arguments, which others see. Keep its key under a password and name that in --account.",
  },
  SecretUnreadable: { index: 4, kind: "invalid", doc: "The file with the secret cannot be read." },
  BadJson: { index: 5, kind: "invalid", doc: "Arguments are JSON, for example '{\"auction\":1}'." },
  BadContractId: { index: 6, kind: "invalid", doc: "A contract's id is 0x and 64 hexadecimal digits." },
  NoContracts: {
    index: 7,
    kind: "not-found",
    doc: "Neither this folder nor this account has deployed a contract on this network. Name one by its id.",
  },
  BadHash: { index: 8, kind: "invalid", doc: "Expected 0x and 64 hexadecimal digits." },
  BadSalt: { index: 9, kind: "invalid", doc: "A salt has at most 32 bytes." },
  BadTime: { index: 10, kind: "invalid", doc: "A time is a date, or +90s, +5m, +2h, +1d after the newest block." },
  BadSnapshot: { index: 11, kind: "invalid", doc: "A snapshot is 0x and 16 hexadecimal digits." },
  BadUsage: { index: 12, kind: "invalid", doc: "The command line has no such command, option or number of arguments." },
  SecretExposed: {
    index: 13,
    kind: "invalid",
    doc: "Others can read the file with the secret, so it is not used. Make it yours alone with chmod 600.",
  },
  NoPassword: {
    index: 14,
    kind: "invalid",
    doc: "A kept key needs its password: typed at a terminal, or in a file that --password-file or PHA_PASSWORD_FILE names.",
  },
  PasswordsDiffer: { index: 15, kind: "invalid", doc: "The passwords differ; nothing was kept." },
  UnknownKey: { index: 16, kind: "invalid", doc: "No key of this name is kept here." },
  BadKeyName: {
    index: 17,
    kind: "invalid",
    doc: "A kept key's name is a letter, then up to 31 letters, digits, - and _.",
  },
  NameTaken: { index: 18, kind: "invalid", doc: "A key of this name is kept already." },
  KeyFolderUnusable: { index: 19, kind: "invalid", doc: "The folder of kept keys cannot be read or written." },
  NotConfirmed: {
    index: 20,
    kind: "invalid",
    doc: "A removed key cannot be brought back without its phrase or an export. --yes removes it.",
  },
  NothingToImport: {
    index: 21,
    kind: "invalid",
    doc: "Name a file with a phrase, a seed or a polkadot-js export; - reads it from standard input.",
  },
  DerivedAccount: {
    index: 22,
    kind: "invalid",
    doc: "No development account has this name: probably nobody waits for money there, and everybody can derive its key. --allow-derived sends it all the same.",
  },
  BadUrl: {
    index: 25,
    kind: "invalid",
    doc: "Expected a URL with its scheme, http:// or https://, or several with commas between.",
  },
  FileTaken: { index: 26, kind: "invalid", doc: "There is a file of this name already; nothing was written." },
  FileUnwritable: { index: 27, kind: "invalid", doc: "The file cannot be written." },
  BadContractName: {
    index: 40,
    kind: "invalid",
    doc: "A contract's name is letters, digits, dots and dashes, beginning with a letter, and not latest.",
  },
  UnknownContractName: {
    index: 41,
    kind: "not-found",
    doc: "This folder knows no contract of this name on this network: deploy one with --as, or give its id.",
  },
  OtherNetwork: {
    index: 42,
    kind: "conflict",
    doc: "The contract of this name is on another network: deploy it here with --as, or give an id.",
  },
  ProjectUnreadable: {
    index: 43,
    kind: "invalid",
    doc: "The file of this folder's contracts cannot be understood: mend or remove it.",
  },
  StateUnwritable: {
    index: 50,
    kind: "forbidden",
    doc: "What reads the command's receipt cannot be kept, so the command was not sent; PHA_STATE may name another folder.",
  },
  BadMessage: {
    index: 51,
    kind: "invalid",
    doc: "A message is named by its number among those of the contract's cluster.",
  },
  TestsFailed: { index: 52, kind: "conflict", doc: "Tests of the contract failed." },
  StateUnreadable: {
    index: 53,
    kind: "forbidden",
    doc: "What reads the command's receipt is kept here, but cannot be read: see to its owner and permissions.",
  },
  RepeatedName: {
    index: 54,
    kind: "invalid",
    doc: "An object in the arguments has a name twice: say which of its values is meant.",
  },
  ForeignProject: {
    index: 55,
    kind: "forbidden",
    doc: "The file of this folder's contracts belongs to another user, who could have commands encrypted to a contract of theirs: work in a folder of your own, make the file yours, or name contracts by their ids.",
  },
  UnknownWorker: {
    index: 60,
    kind: "not-found",
    doc: "No enclave of this identity is registered.",
  },
  BadBytes: { index: 61, kind: "invalid", doc: "Expected 0x and hexadecimal digits, two for each byte." },
  BadQuoteFile: {
    index: 62,
    kind: "invalid",
    doc: "The file has neither a quote, nor its hexadecimal digits, nor dstack's answer to GetQuote.",
  },
  FileUnreadable: { index: 63, kind: "invalid", doc: "The file cannot be read." },
  BadIdentity: {
    index: 64,
    kind: "invalid",
    doc: "An enclave's identity, or a contract's id, is 0x and 64 hexadecimal digits.",
  },
  BadPlace: { index: 65, kind: "invalid", doc: "--after takes the place that the page before told." },
  NotACheckout: {
    index: 70,
    kind: "invalid",
    doc: "A runtime is built from the network's sources, and code is looked at by them: work in a checkout of the repository.",
  },
  RuntimeNotBuilt: { index: 71, kind: "invalid", doc: "The runtime could not be built, or the code is none." },
  NoUpgrade: {
    index: 72,
    kind: "conflict",
    doc: "The code would not be let in: a runtime of this network with a higher spec_version is.",
  },
  NotMember: { index: 73, kind: "forbidden", doc: "Only a member of the body may do this." },
  NoSuchMeasure: { index: 74, kind: "not-found", doc: "Nothing of this name is under way." },
  NothingToFastTrack: {
    index: 75,
    kind: "conflict",
    doc: "What is fast-tracked is the council's proposal, of a majority or of all of it: none of this kind waits.",
  },
  BadCall: {
    index: 76,
    kind: "invalid",
    doc: 'Expected a call in JSON, a file that has one, or - for standard input: {"type":PALLET,"value":{"type":CALL,"value":{…}}}.',
  },
  BadVote: { index: 77, kind: "invalid", doc: "A vote takes a side and an amount, or split and its parts." },
  NothingOfThisId: {
    index: 78,
    kind: "not-found",
    doc: "No worker, gatekeeper or contract of this network has this id.",
  },
  UnknownParameter: { index: 79, kind: "not-found", doc: "No figure of this name is registered." },
});
