import { rm } from "node:fs/promises";
import { decode, type Hex, toHex } from "@pha/codec";
import { type Hosting, readSealed, type Travel, writeSealed } from "@pha/enclave-service";
import type { SignedKeyRequest } from "@pha/program-kit";
import type { FinalizedBlock } from "@pha/service-kit/follow";
import { Request, type Seals, TickReply } from "../protocol.ts";

/** The gatekeeper's enclave, and its seals on this host's disk. */
export interface Gatekeeper extends AsyncDisposable {
  readonly identity: Hex;
  readonly measurement: Hex;
  readonly advance: (blocks: readonly FinalizedBlock[]) => Promise<void>;
  readonly travel: Travel;
  readonly tick: () => Promise<TickReply>;
  /** SCALE of a `Registration`. */
  readonly register: () => Promise<Uint8Array>;
  readonly keepIdentity: (sealed: Uint8Array) => Promise<void>;
  readonly release: (request: SignedKeyRequest) => Promise<Uint8Array>;
  readonly mustLive: () => void;
}

/** Starts the enclave with what it sealed before. */
export async function openGatekeeper({ load, start, sealFile }: Hosting): Promise<Gatekeeper> {
  await using opened = new AsyncDisposableStack();
  const program = opened.use(await load(Request));
  let kept: Seals = { round: await readSealed(sealFile("round")), shares: await readSealed(sealFile("shares")) };
  const identity = await readSealed(sealFile("identity"));
  const milestone = await readSealed(sealFile("milestone"));
  const known = await program.ask({ type: "Start", value: { start: { ...start, identity, milestone }, seals: kept } });

  async function keep(seals: Seals): Promise<void> {
    for (const name of ["shares", "round"] as const) {
      const sealed = seals[name];
      if (sealed && !sameBytes(sealed, kept[name])) await writeSealed(sealFile(name), sealed);
      // The secret of a round is of no use once there is a share, and its ciphertexts are public for ever.
      if (!sealed && kept[name]) await rm(sealFile(name), { force: true });
    }
    kept = seals;
  }

  const resources = opened.move();
  return {
    identity: toHex(known),
    measurement: program.attested,
    travel: {
      reach: () => program.ask({ type: "Reach" }),
      keepMilestone: (sealed) => writeSealed(sealFile("milestone"), sealed),
      async skip(value) {
        await program.ask({ type: "Advance", value });
      },
    },
    mustLive: program.mustLive,
    async advance(blocks) {
      const { header, certificate } = blocks.at(-1) as FinalizedBlock;
      await program.ask({ type: "Advance", value: { header, certificate } });
    },
    async tick() {
      const ticked = decode(TickReply, await program.ask({ type: "Tick" }));
      await keep(ticked.seals);
      return ticked;
    },
    register: () => program.ask({ type: "Register" }),
    keepIdentity: (sealed) => writeSealed(sealFile("identity"), sealed),
    release: (request) => program.ask({ type: "Release", value: request }),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

const sameBytes = (a: Uint8Array, b: Uint8Array | undefined) => b !== undefined && Buffer.compare(a, b) === 0;
