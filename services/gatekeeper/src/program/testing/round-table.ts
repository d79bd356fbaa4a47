import type { Hex } from "@pha/codec";
import { combinePartials, KEY_DST, signBls, verifyBls } from "@pha/crypto";
import { type ArgsOf, makeCall, root } from "@pha/frame";
import { Core } from "@pha/program-kit";
import { FakeLedger, fakeHost } from "@pha/program-kit/testing";
import { attestation, type GroupKey, gatekeepers, groupKeyOf, type Sharing, signBare } from "@pha/runtime/spec";
import { accountOf, allPallets, programs, type TestLedger, testPallet } from "@pha/runtime/testing";
import type { Seals } from "../../protocol.ts";
import { type Standing, takePart } from "../key-generation.ts";
import { Vault } from "../vault.ts";

type CallName = keyof (typeof gatekeepers)["calls"] & `dkg_${string}`;
type CallArgs<N extends CallName> = Omit<ArgsOf<typeof gatekeepers, N>, "session" | "sequence" | "signature">;

/** A gatekeeper's program without its enclave, as its host runs it: what is not in `kept` is gone when it ends. */
export class Seat {
  readonly logged: string[] = [];
  core: Core;
  vault: Vault;
  /** What is on the disk. */
  kept: Seals;
  isDown = false;
  standing: Standing = "waiting";
  /** What becomes of the extrinsics that it wants to send. */
  meddle: (extrinsics: readonly Uint8Array[]) => readonly Uint8Array[] = (extrinsics) => extrinsics;
  /** It ends: before its seals are kept, before anything is sent, or when all was. */
  dies: "before-keeping" | "before-sending" | "after-sending" | undefined;
  readonly #table: RoundTable;
  readonly #platform: string;
  readonly #identity: Uint8Array | undefined;

  constructor(table: RoundTable, platform: string, identity?: Uint8Array, kept = nothing) {
    this.#table = table;
    this.#platform = platform;
    this.#identity = identity;
    this.kept = kept;
    const host = fakeHost(table.mirror, undefined, platform);
    this.core = new Core(host, "gatekeeper", table.mirror.startRequest(undefined, identity));
    this.vault = new Vault(host, kept);
  }

  get identity(): Hex {
    return this.core.identity;
  }

  /** Starts it again with what it kept: another session of the same identity. */
  restart(kept = this.kept): void {
    const { core, vault } = new Seat(this.#table, this.#platform, this.#identity, kept);
    Object.assign(this, { core, vault, kept, isDown: false, dies: undefined, standing: "waiting" });
    this.#table.enrol(this);
  }

  /** A call that its session signs, in place of what it wanted to send. */
  forge<N extends CallName>(name: N, args: CallArgs<N>): Uint8Array {
    const worker = this.#table.chain.of(attestation).workers.get(this.identity);
    return signBare(this.core.bareSigner, gatekeepers, name, args, worker?.bareSequence ?? 0n);
  }
}

const nothing: Seals = { round: undefined, shares: undefined };

/** Gatekeepers' programs at a ledger on which the pallet itself runs. A tick is a second, and so is a block. */
export class RoundTable {
  readonly mirror = new FakeLedger();
  readonly chain: TestLedger;
  readonly seats: Seat[] = [];
  /** Why calls were let into no block, or failed in it. */
  readonly refused: string[] = [];

  constructor(size: number, { threshold = 2, windowTicks = 6, reshareTicks = 0 } = {}) {
    const pallets = allPallets.filter(({ spec }) => spec.name === gatekeepers.name);
    const config = { size, threshold, windowTicks, reshareTicks };
    this.chain = testPallet(pallets, {
      header: this.mirror.head,
      genesis: { gatekeepers: config, timestamp: { tickMs: 1_000 } },
    });
  }

  /** A table whose seats are taken. */
  static async of(size: number, options = {}): Promise<RoundTable> {
    const table = new RoundTable(size, options);
    for (let i = 0; i < size; i++) await table.join();
    return table;
  }

  /** Registers another gatekeeper and gives it a seat. */
  async join(): Promise<Seat> {
    const platform = `platform ${this.seats.length}`;
    const { sealedIdentity } = await new Seat(this, platform).core.register();
    const seat = new Seat(this, platform, sealedIdentity);
    this.seats.push(seat);
    this.enrol(seat);
    this.chain.run(root, makeCall(gatekeepers, "appoint", { identity: seat.identity }));
    return seat;
  }

  /** Has another master key made. */
  renew(): void {
    this.chain.run(root, makeCall(gatekeepers, "renew", {}));
  }

  /** Puts a seat's session on the ledger. */
  enrol({ core, identity }: Seat): void {
    const { workers, sessions } = this.chain.of(attestation);
    const { signKey, hpkeKey } = core.session;
    const program = programs.find(({ role }) => role.type === "Gatekeeper") as (typeof programs)[number];
    const before = workers.get(identity);
    workers.put(identity, {
      ...{ role: program.role, operator: accountOf("Bob"), session: { signKey, hpkeKey } },
      ...{ sessionNumber: (before?.sessionNumber ?? 0n) + 1n, registeredAt: this.chain.now.number },
      ...{ quoteHash: signKey, measurement: program.measurement, confidence: 128 },
      ...{ attestedAtMs: this.chain.now.timeMs, bareSequence: 0n, bareDebt: 0, bareAt: 0, platform: undefined },
    });
    sessions.put(signKey, identity);
  }

  get dkg() {
    return this.chain.of(gatekeepers).dkg.get();
  }

  get sharing(): GroupKey | undefined {
    return groupKeyOf(this.chain.of(gatekeepers));
  }

  /** A block; all who live hear of it, do their part, and what they send is in the next one. */
  async turn(): Promise<void> {
    this.chain.block();
    this.mirror.show(this.chain.state);
    const block = this.mirror.block(this.chain.now.timeMs - 1_000n);
    for (const seat of this.seats.filter(({ isDown }) => !isDown)) await this.#play(seat, block);
  }

  async #play(seat: Seat, block: ReturnType<FakeLedger["block"]>): Promise<void> {
    const { core, vault } = seat;
    core.advance(block);
    if ((await core.standing()).standing !== "registered") return;
    seat.standing = await takePart(core, vault, (code) => seat.logged.push(code));
    seat.isDown = seat.dies !== undefined;
    if (seat.dies === "before-keeping") return;
    seat.kept = vault.seals;
    if (seat.dies === "before-sending") return;
    for (const extrinsic of seat.meddle(core.outbox.pending())) this.#send(extrinsic);
  }

  #send(extrinsic: Uint8Array): void {
    const decoded = this.chain.runtime.decodeExtrinsic(extrinsic);
    try {
      this.chain.beside().applyExtrinsic(decoded);
    } catch (error) {
      this.refused.push((error as { readonly code: string }).code);
      return;
    }
    const [applied] = this.chain.block(extrinsic);
    if (applied?.reason) this.refused.push(applied.reason);
  }

  /** Turns until something holds; whatever turns out to be impossible takes no more than so many. */
  async until(holds: () => boolean, most = 60): Promise<void> {
    for (let turns = 0; !holds(); turns++) {
      if (turns === most)
        throw new Error(`still ${this.dkg.phase.type} of round ${this.dkg.round} after ${most} turns`);
      await this.turn();
    }
  }

  /** Turns until the key is shared, in another sharing than this, and all who live have seen it. */
  async untilShared(before?: Sharing): Promise<GroupKey> {
    const isBefore = () => this.sharing?.generation === before?.generation && this.sharing?.round === before?.round;
    await this.until(() => this.dkg.phase.type === "Done" && !isBefore());
    await this.turn();
    return this.sharing as GroupKey;
  }

  /** Whether these seats' shares make the master key's signature. */
  sign(seats: readonly Seat[], message = new Uint8Array([1, 2, 3])): boolean {
    const { publicKey, threshold, ...sharing } = this.sharing as GroupKey;
    const partials = seats.flatMap(({ vault }) => {
      const held = vault.shareOf(sharing);
      return held ? [{ id: held.index, signature: signBls(held.share, KEY_DST, message) }] : [];
    });
    if (partials.length < threshold) return false;
    return verifyBls(publicKey, KEY_DST, message, combinePartials(partials, threshold));
  }
}
