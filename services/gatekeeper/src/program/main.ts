import { decode, encode, fromHex } from "@pha/codec";
import type { EnclaveService, ProgramHost } from "@pha/enclave/program";
import { Core, errors, Reached, Registration, reply } from "@pha/program-kit";
import { Request, TickReply } from "../protocol.ts";
import { signRound } from "./beacon.ts";
import { GrantLog } from "./grant-log.ts";
import { takePart } from "./key-generation.ts";
import { OlderShares } from "./older-shares.ts";
import { RateLimit } from "./rate-limit.ts";
import { release } from "./release.ts";
import { Vault } from "./vault.ts";

interface Started {
  readonly core: Core;
  readonly vault: Vault;
}

const nothing = new Uint8Array();

/** The gatekeeper's enclave program: holds one share of the master key and gives parts of keys to whom the ledger names. */
export function start(host: ProgramHost): EnclaveService {
  let started: Started | undefined;
  const limit = new RateLimit(host.monotonicMs);
  const log = new GrantLog();
  const older = new OlderShares();

  async function handle(request: Request): Promise<Uint8Array> {
    if (request.type === "Start") {
      if (started) throw errors.AlreadyStarted();
      const core = new Core(host, "gatekeeper", request.value.start);
      started = { core, vault: new Vault(host, request.value.seals) };
      core.keepLeased(host.setTimeout);
      return fromHex(core.identity);
    }
    if (!started) throw errors.NotStarted();
    const { core, vault } = started;
    switch (request.type) {
      case "Advance":
        core.advance(request.value);
        return nothing;
      case "Register":
        return encode(Registration, await core.register());
      case "Tick": {
        const session = await core.standing();
        const { leaseStatus: lease } = core;
        const idle = session.worker ? "unleased" : session.standing;
        const standing = session.worker && lease.leftMs > 0 ? await takePart(core, vault, host.log) : idle;
        if (standing === "holds-share") await signRound(core, vault);
        if (session.worker && lease.leftMs > 0) {
          await older.forget(core, vault);
          await log.tell(core);
        }
        const extrinsics = core.outbox.pending();
        const holds = vault.sharings.map(({ generation }) => generation);
        return encode(TickReply, { seals: vault.seals, extrinsics, standing, holds, renews: session.renews, lease });
      }
      case "Reach":
        return encode(Reached, core.reached());
      case "Release":
        return release(core, { vault, limit, log }, request.value);
    }
  }

  return { handle: (encoded) => reply(() => handle(decode(Request, encoded))) };
}
