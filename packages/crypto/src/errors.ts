import { defineErrors } from "@pha/codec";

/** Errors of keys, signatures, encryption and proofs. */
export const errors = defineErrors("crypto", {
  BadLength: { index: 0, kind: "invalid", doc: "The bytes do not have the length this key, hash or nonce must have." },
  BadUri: { index: 1, kind: "invalid", doc: "Expected [phrase | 0x-seed][//hard][/soft][///password]." },
  BadPhrase: {
    index: 2,
    kind: "invalid",
    doc: "Expected 12, 15, 18, 21 or 24 English BIP-39 words with their checksum.",
  },
  SoftJunction: { index: 3, kind: "invalid", doc: "Soft junctions (/x) exist for sr25519 only; use a hard one (//x)." },
  BadKey: { index: 4, kind: "invalid", doc: "The bytes are not a valid key of this scheme." },
  Undecryptable: { index: 5, kind: "invalid", doc: "The ciphertext was not made for this key, or it was changed." },
  BadPadding: { index: 6, kind: "invalid", doc: "The bytes are not a padded message." },
  TooLong: { index: 7, kind: "limit", doc: "The input is longer than allowed." },
  BadPoint: {
    index: 8,
    kind: "invalid",
    doc: "The bytes are not a canonical, non-zero point of the BLS12-381 subgroup.",
  },
  BadScalar: { index: 9, kind: "invalid", doc: "The bytes are not a scalar between 1 and the order of the group." },
  BadParticipants: {
    index: 10,
    kind: "invalid",
    doc: "Participants must be distinct, from 1 up, and at least the threshold.",
  },
  BadProof: { index: 11, kind: "invalid", doc: "The proof is malformed." },
  WrongRoot: { index: 12, kind: "invalid", doc: "The proof belongs to another root." },
  NotCovered: {
    index: 13,
    kind: "invalid",
    doc: "This part of the tree was not loaded, or the proof does not show it.",
  },
  BadIndex: { index: 14, kind: "invalid", doc: "There is no item at this place of the list." },
  BadKeystore: {
    index: 15,
    kind: "invalid",
    doc: "Expected the JSON of one account as polkadot-js exports it: version 3, under a password.",
  },
  WrongPassword: { index: 16, kind: "invalid", doc: "The password is wrong, or the file was changed." },
});
