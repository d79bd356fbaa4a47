import { decode } from "@pha/codec";
import { type LeaseStatus, Reached } from "@pha/program-kit";
import type { Bus } from "@pha/service-kit/bus";
import { type FinalizedBlock, followFinalized } from "@pha/service-kit/follow";
import type { Logger } from "@pha/service-kit/log";
import { errors } from "./errors.ts";
import { isStateNotKept } from "./history.ts";
import type { LeaseWatch } from "./lease-watch.ts";
import { sendMail } from "./mail.ts";
import { skipAhead, type Travel } from "./travel.ts";

/** Blocks after which a program's milestone is kept again: about as many as it can still ask for the state of. */
const milestoneBlocks = 256;

/** A program's reply to a tick: its standing and its mail, as of the newest block it was given. */
export interface Ticked {
  /** Where it stands, in one word. */
  readonly standing: string;
  /** Whether the session is to be registered again, before its attestation expires. */
  readonly renews: boolean;
  readonly lease: LeaseStatus;
  readonly extrinsics: readonly Uint8Array[];
}

/** How a service speaks with its program. */
export interface DriveOptions<T extends Ticked> {
  readonly bus: Bus;
  readonly log: Logger;
  /** Gives the program consecutive finalized blocks. */
  readonly advance: (blocks: readonly FinalizedBlock[]) => Promise<void>;
  /** How it comes near the newest block first. */
  readonly travel?: Travel;
  /** Lets the program work. What it wants kept must be on the disk when this resolves: its mail is sent next. */
  readonly tick: () => Promise<T>;
  /** The standing in which it serves. */
  readonly serving: string;
  readonly leaseWatch: LeaseWatch;
  /** Calls `listener` whenever the program asks to be ticked without a new block. */
  readonly onWake?: (listener: () => void) => void;
  /** Called whenever the program begins or ceases to serve. */
  readonly onServing?: (serves: boolean) => Promise<void>;
}

/** A program that follows the finalized chain. */
export interface Driver<T extends Ticked> extends AsyncDisposable {
  /** The last tick's reply; `undefined` before the first block. */
  readonly last: T | undefined;
  /** Newest block the program was given. */
  readonly height: number;
  /** Throws while the program does not serve; for `/readyz`. */
  check(): void;
}

/** Brings a program to the newest finalized block, keeps it there, and sends its mail. */
export function driveProgram<T extends Ticked>(options: DriveOptions<T>): Driver<T> {
  const { bus, log, advance, travel, tick, serving, leaseWatch, onWake, onServing } = options;
  let height = 0;
  let kept = 0;
  let isNear = false;
  let last: T | undefined;

  /** On the way from far behind, blocks are too old to prove anything at. */
  async function tickIfProvable(): Promise<T | undefined> {
    try {
      return await tick();
    } catch (error) {
      if (isStateNotKept(error)) return undefined;
      throw error;
    }
  }

  async function work(): Promise<void> {
    const ticked = await tickIfProvable();
    if (!ticked) return;
    const { standing: before } = last ?? {};
    last = ticked;
    leaseWatch.see(ticked.lease);
    if (ticked.standing !== before) {
      log.info({ standing: ticked.standing, height }, "standing changed");
      if (ticked.standing === "replaced")
        log.error(
          { height },
          "another copy of this enclave runs, with a newer session: this one is over; end one of them",
        );
      await onServing?.(ticked.standing === serving);
    }
    await sendMail(bus, log, ticked.extrinsics);
  }

  let working: Promise<void> = Promise.resolve();
  let isOver = false;
  /** One after another: each reply is newer than the one before. */
  function inOrder(step: () => Promise<void>): Promise<void> {
    const done = working.then(() => (isOver ? undefined : step()));
    working = done.catch(() => undefined);
    return done;
  }

  async function keepMilestone(): Promise<void> {
    if (!travel) return;
    kept = height;
    try {
      await travel.keepMilestone(decode(Reached, await travel.reach()).milestone);
    } catch (err) {
      log.warn({ err, height }, "no milestone was kept: the next start goes a longer way");
    }
  }

  async function take(blocks: readonly FinalizedBlock[]): Promise<void> {
    await advance(blocks);
    height = blocks.at(-1)?.header.number ?? height;
    if (height >= kept + milestoneBlocks) await keepMilestone();
    await work();
  }

  /** Before the first block that is followed: those between are nobody's need. */
  async function comeNear(): Promise<void> {
    if (!travel) return;
    const { height: reached, newest } = await skipAhead(bus, travel);
    height = reached;
    isNear = true;
    if (newest) await take([{ ...newest, messages: [], events: [], hasMore: false }]);
  }

  const following = followFinalized({
    bus,
    log,
    async next() {
      if (!isNear) await inOrder(comeNear);
      return height + 1;
    },
    take: (blocks) => inOrder(() => take(blocks)),
  });
  onWake?.(() => void inOrder(work).catch((err) => log.warn({ err }, "tick failed; the next block brings another")));

  return {
    get last() {
      return last;
    },
    get height() {
      return height;
    },
    check() {
      if (last?.standing !== serving) throw errors.NotServing({ standing: last?.standing ?? "catching-up", height });
    },
    async [Symbol.asyncDispose]() {
      isOver = true;
      await following[Symbol.asyncDispose]();
      await working;
      if (height > kept) await keepMilestone();
    },
  };
}
