import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { decode, type Hex, toHex } from "@pha/codec";
import type { Slot } from "@pha/enclave";
import { type FinalizedBlock, loadProgram, readSealed, serveOcalls, writeSealed } from "@pha/enclave-service";
import type { SignedKeyRequest, StartRequest } from "@pha/program-kit";
import type { Bus } from "@pha/service-kit/bus";
import type { Logger } from "@pha/service-kit/log";
import { Request, type Seals, TickReply } from "../protocol.ts";

/** The gatekeeper's enclave, and its seals on this host's disk. */
export interface Gatekeeper extends AsyncDisposable {
  readonly identity: Hex;
  readonly measurement: Hex;
  readonly advance: (blocks: readonly FinalizedBlock[]) => Promise<void>;
  readonly tick: () => Promise<TickReply>;
  /** SCALE of a `Registration`. */
  readonly register: () => Promise<Uint8Array>;
  readonly keepIdentity: (sealed: Uint8Array) => Promise<void>;
  readonly release: (request: SignedKeyRequest) => Promise<Uint8Array>;
  readonly ended: Promise<unknown>;
}

/** What starting the enclave needs. */
export interface GatekeeperOptions {
  readonly program: string;
  readonly slot: Slot;
  readonly cacheDir: string;
  readonly genesisHash: Hex;
  readonly start: Omit<StartRequest, "identity">;
  readonly bus: Bus;
  readonly log: Logger;
}

/** Starts the enclave with what it sealed before. Seals belong to one network. */
export async function openGatekeeper(options: GatekeeperOptions): Promise<Gatekeeper> {
  const { program: file, slot, cacheDir, genesisHash, start, bus, log } = options;
  const folder = join(slot.path, genesisHash.slice(2, 18));
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = (name: string) => join(folder, `${name}.sealed`);
  const ocall = serveOcalls(bus);
  const program = await loadProgram({ file, request: Request, slot, cacheDir, genesisHash, ocall, log });
  let kept: Seals = { round: await readSealed(path("round")), share: await readSealed(path("share")) };
  const identity = await readSealed(path("identity"));
  const known = await program.ask({ type: "Start", value: { start: { ...start, identity }, seals: kept } });

  async function keep(seals: Seals): Promise<void> {
    for (const name of ["share", "round"] as const) {
      const sealed = seals[name];
      if (sealed && !sameBytes(sealed, kept[name])) await writeSealed(path(name), sealed);
      // The secret of a round is of no use once there is a share, and its ciphertexts are public for ever.
      if (!sealed && kept[name]) await rm(path(name), { force: true });
    }
    kept = seals;
  }

  return {
    identity: toHex(known),
    measurement: program.measurement,
    ended: program.ended,
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
    keepIdentity: (sealed) => writeSealed(path("identity"), sealed),
    release: (request) => program.ask({ type: "Release", value: request }),
    [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
  };
}

const sameBytes = (a: Uint8Array, b: Uint8Array | undefined) => b !== undefined && Buffer.compare(a, b) === 0;
