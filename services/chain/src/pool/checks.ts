import type { Hex } from "@pha/codec";
import type { Runtime, Validity } from "@pha/runtime";
import { type Extrinsic, eraBirth, eraDeath, transactionErrors } from "@pha/runtime/spec";
import type { HeadState } from "../state/head-state.ts";
import type { Runtimes } from "../state/runtimes.ts";
import type { SignatureWorkers } from "./signatures.ts";

/** What must hold for an extrinsic to wait: the same verification that validators do. */
export interface Checks {
  decode(bytes: Uint8Array): Extrinsic;
  /**
   * Verifies the signature by the newest state, in a worker thread. The result is the height of that state.
   *
   * @throws `transaction.BadProof`, `transaction.AncientBirthBlock`
   */
  authenticate(extrinsic: Extrinsic): Promise<number>;
  /** The last block that an extrinsic may be in whose signature was verified at a height. */
  lastBlock(extrinsic: Extrinsic, verifiedAt: number): number;
  /** Whether what was verified at a height was verified by the runtime of the newest state. */
  isCurrent(verifiedAt: number): boolean;
  /**
   * Judges it by the newest state.
   *
   * @param returning it was accepted before
   * @throws a `transaction` error
   */
  judge(extrinsic: Extrinsic, returning: boolean): Promise<Judged>;
  /** Next nonce of an account by the newest state. */
  nonce(account: Hex): Promise<number>;
  /** Whether the newest state is still the one that it was judged by. */
  isNewest(judged: Judged): boolean;
  /** Runtime that extrinsics are judged by. */
  runtime(): Runtime;
}

/** A judgement, and the state that it was by. */
export interface Judged {
  readonly validity: Validity;
  readonly height: number;
  /** {@link HeadState.step} */
  readonly step: number;
}

export interface ChecksDeps {
  readonly runtimes: Pick<Runtimes, "current" | "since">;
  readonly genesisHash: Hex;
  readonly head: HeadState;
  readonly signatures: SignatureWorkers;
  readonly findHash: (number: number) => Promise<Hex | undefined>;
}

export function makeChecks({ runtimes, genesisHash, head, signatures, findHash }: ChecksDeps): Checks {
  return {
    decode: (bytes) => runtimes.current.decodeExtrinsic(bytes),
    async authenticate(extrinsic) {
      const number = head.height;
      const era = extrinsic.signed?.extra.era;
      const birth = era ? eraBirth(era, number + 1) : 0;
      const birthHash = birth <= number ? await findHash(birth) : undefined;
      const blockHash = (of: number) => (of === birth ? birthHash : undefined);
      const check = runtimes.current.signatureCheck(extrinsic, { number, genesisHash, blockHash });
      if (!(await signatures.verify(check))) throw transactionErrors.BadProof();
      return number;
    },
    lastBlock({ signed }, verifiedAt) {
      const death = signed && eraDeath(signed.extra.era, verifiedAt + 1);
      return (death ?? Number.POSITIVE_INFINITY) - 1;
    },
    isCurrent: (verifiedAt) => verifiedAt >= runtimes.since,
    judge: (extrinsic, returning) =>
      head.read((state, height) => ({
        validity: runtimes.current.validate(state, extrinsic, { number: height, returning }),
        height,
        step: head.step,
      })),
    isNewest: ({ step }) => step === head.step,
    nonce: (account) => head.read((state) => runtimes.current.nonce(state, account)),
    runtime: () => runtimes.current,
  };
}
