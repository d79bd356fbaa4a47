import { defineErrors } from "@pha/codec";

/** Why a command, a query or an answer is not taken. */
export const errors = defineErrors("channel", {
  Undecipherable: {
    index: 0,
    kind: "invalid",
    doc: "The ciphertext does not open: it was made for another contract, code, epoch, sender or network.",
  },
  BadRequest: { index: 1, kind: "invalid", doc: "The decrypted request is malformed." },
  CertificateInvalid: {
    index: 2,
    kind: "forbidden",
    doc: "The caller's certificate does not carry the account's signature.",
  },
  CertificateForeign: {
    index: 3,
    kind: "forbidden",
    doc: "The caller's certificate is for another network or another contract.",
  },
  CertificateExpired: { index: 4, kind: "forbidden", doc: "The caller's certificate has expired; sign a new one." },
  RequestSignatureInvalid: {
    index: 5,
    kind: "forbidden",
    doc: "The request is not signed by the certificate's client key.",
  },
  RequestExpired: { index: 6, kind: "invalid", doc: "The request is outside its time; issue it again." },
  AnswerInvalid: { index: 7, kind: "invalid", doc: "The answer is not the enclave's answer to this request." },
});
