import { concat, encode, fixedBytes, fromHex, type Hex, struct, type Type, u32be, utf8 } from "@pha/codec";
import { keccak256, recoverEthAddress } from "@pha/crypto";

const label = utf8("phala/vouched/v1");

/** An answer under its validator's signature. */
export interface Vouched<A> {
  readonly answer: A;
  readonly signature: Hex;
}

/** What validators are asked, and answer under their signature: on a bus anybody of their kind can answer in their name. */
export interface Vouching<Q, A> {
  readonly reply: Type<Vouched<A>>;
  /**
   * `keccak256("phala/vouched/v1" ‖ genesis hash ‖ u32 length ‖ what it is about ‖ u32 length ‖ question ‖ answer)`. The
   * question holds a nonce, so that no answer is given twice.
   */
  digest(genesisHash: Hex, question: Q, answer: A): Uint8Array;
  /** Whether a reply to a question is the validator's own. */
  isOf(validator: Hex, genesisHash: Hex, question: Q, reply: Vouched<A>): boolean;
}

export function vouching<Q, A>(about: string, question: Type<Q>, answer: Type<A>): Vouching<Q, A> {
  const sized = (bytes: Uint8Array) => concat(u32be(bytes.length), bytes);
  const digest = (genesisHash: Hex, asked: Q, said: A): Uint8Array =>
    keccak256(
      concat(label, fromHex(genesisHash), sized(utf8(about)), sized(encode(question, asked)), encode(answer, said)),
    );
  return {
    reply: struct({ answer, signature: fixedBytes(65) }) as unknown as Type<Vouched<A>>,
    digest,
    isOf(validator, genesisHash, asked, { answer: said, signature }) {
      try {
        return recoverEthAddress(digest(genesisHash, asked, said), signature, validator) === validator;
      } catch {
        return false; // of bytes that are no signature
      }
    },
  };
}
