import { defineErrors } from "@pha/codec";

/** Mistakes on the command line that the parser does not find. */
export const errors = defineErrors("cli", {
  BadAmount: { index: 0, kind: "invalid", doc: "Amounts are in PHA, with at most 12 decimals: 5, 0.25, 1000.5." },
  BadAddress: {
    index: 1,
    kind: "invalid",
    doc: "Expected an SS58 address, 32 bytes in hexadecimal, or a development account such as //Bob.",
  },
  NoSigner: {
    index: 2,
    kind: "invalid",
    doc: "Somebody must sign: --from //Alice on a development network, or PHA_SEED_FILE with a file that holds phrase or seed.",
  },
  SecretInArguments: {
    index: 3,
    kind: "invalid",
    doc: "--from takes development accounts only (//Alice): others see a command's arguments. Put the secret into a file and name it in PHA_SEED_FILE.",
  },
  SeedUnreadable: { index: 4, kind: "invalid", doc: "The file that PHA_SEED_FILE names cannot be read." },
  BadJson: { index: 5, kind: "invalid", doc: "Arguments are JSON, for example '{\"auction\":1}'." },
  BadContractId: { index: 6, kind: "invalid", doc: "A contract's id is 0x and 64 hexadecimal digits; or say latest." },
  NoContracts: { index: 7, kind: "not-found", doc: "No contract has been deployed on this network yet." },
  BadHash: { index: 8, kind: "invalid", doc: "Expected 0x and 64 hexadecimal digits." },
  BadTime: { index: 10, kind: "invalid", doc: "A time is a date, or +90s, +5m, +2h, +1d after the newest block." },
  BadSnapshot: { index: 11, kind: "invalid", doc: "A snapshot is 0x and 16 hexadecimal digits." },
  BadSalt: { index: 9, kind: "invalid", doc: "A salt has at most 32 bytes." },
  BadUsage: { index: 12, kind: "invalid", doc: "The command line has no such command, option or number of arguments." },
});
