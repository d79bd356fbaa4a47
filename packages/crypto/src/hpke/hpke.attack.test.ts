import { toHex, utf8 } from "@pha/codec";
import { attack } from "@pha/testkit/attack";
import { nodePrimitives } from "../node/primitives.ts";
import { purePrimitives } from "../pure.ts";
import { ANSWER_LABEL, ANSWER_SECRET_LENGTH, openAnswer, sealAnswer } from "./answer.ts";
import { openWith, sealTo } from "./hpke.ts";
import { pad, unpad } from "./padding.ts";

const both = [purePrimitives, nodePrimitives];
const [info, aad, plaintext] = ["info", "aad", "plaintext"].map(utf8) as [Uint8Array, Uint8Array, Uint8Array];
const receiver = purePrimitives.x25519.generate();
const stranger = purePrimitives.x25519.generate();
const to = toHex(receiver.publicKey);

/** Encodings of every point of small order, those that are not reduced too. */
const smallOrder = [
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0100000000000000000000000000000000000000000000000000000000000000",
  "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
  "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
] as const;

attack("open a ciphertext under another key, purpose or sender", async ({ refused }) => {
  for (const primitives of both) {
    const { enc, ciphertext } = sealTo(primitives, to, info, aad, plaintext);
    const attempts = [
      () => openWith(primitives, stranger.privateKey, enc, info, aad, ciphertext),
      () => openWith(primitives, receiver.privateKey, toHex(stranger.publicKey), info, aad, ciphertext),
      () => openWith(primitives, receiver.privateKey, enc, aad, aad, ciphertext),
      () => openWith(primitives, receiver.privateKey, enc, info, info, ciphertext),
      () => openWith(primitives, receiver.privateKey, enc, info, aad, ciphertext.subarray(1)),
    ];
    for (const attempt of attempts) await refused("crypto.Undecryptable", attempt);
  }
});

attack("force a known secret by a key of small order", async ({ refused }) => {
  for (const primitives of both) {
    const { ciphertext } = sealTo(primitives, to, info, aad, plaintext);
    for (const point of smallOrder) {
      await refused("crypto.BadKey", () => sealTo(primitives, `0x${point}`, info, aad, plaintext));
      await refused(["crypto.BadKey", "crypto.Undecryptable"], () =>
        openWith(primitives, receiver.privateKey, `0x${point}`, info, aad, ciphertext),
      );
    }
    await refused("crypto.BadLength", () => sealTo(primitives, toHex(new Uint8Array(31)), info, aad, plaintext));
  }
});

attack("open an answer with another request, or change it", async ({ refused }) => {
  const { enc, exportSecret } = sealTo(purePrimitives, to, info, aad, plaintext);
  const secret = exportSecret(ANSWER_LABEL, ANSWER_SECRET_LENGTH);
  const sealed = sealAnswer(purePrimitives, secret, enc, new Uint8Array(32), plaintext);
  const attempts = [
    () => openAnswer(purePrimitives, secret, to, sealed),
    () => openAnswer(purePrimitives, new Uint8Array(32), enc, sealed),
    () => openAnswer(purePrimitives, secret, enc, sealed.subarray(0, -1)),
    () => openAnswer(purePrimitives, secret, enc, new Uint8Array(5)),
  ];
  for (const attempt of attempts) await refused("crypto.Undecryptable", attempt);
});

attack("lie about a message's length in its padding", async ({ refused }) => {
  const forged = [
    [...pad(Uint8Array.of(1)).slice(0, -1), 1], // a changed zero
    [...pad(Uint8Array.of(1)), ...new Uint8Array(256)], // a bucket too large
    [0, 0, 1, 0, ...new Uint8Array(252)], // a length beyond the bucket
    [255, 255, 255, 255, ...new Uint8Array(252)], // a length beyond all buckets
    [],
  ];
  for (const bytes of forged) await refused("crypto.BadPadding", () => unpad(Uint8Array.from(bytes)));
});
