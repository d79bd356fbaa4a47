import { CodedError, encode } from "@pha/codec";
import { type Certified, Reached } from "@pha/program-kit";
import type { FinalizedBlock } from "@pha/service-kit/follow";
import { silentLog as log } from "@pha/service-kit/log";
import { FakeBus, makeChain, serveChain } from "@pha/service-kit/testing";
import { subjects } from "@pha/wire";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Driver, driveProgram, type Ticked } from "./drive.ts";
import { receipt } from "./testing.ts";
import type { Travel } from "./travel.ts";

const chain = makeChain(3);
const lease = { leftMs: 60_000, answered: 1, validators: 1 };
const standings = ["waiting", "serving", "waiting"];

let driver: Driver<Ticked> | undefined;
afterEach(() => driver?.[Symbol.asyncDispose]());

/** A program that stands at a height as `standings` say, and has one letter to send. */
function drive(
  bus: FakeBus,
  happened: string[],
  keep: () => void = () => undefined,
  onWake: (listener: () => void) => void = () => undefined,
  travel?: Travel,
) {
  let height = 0;
  driver = driveProgram({
    bus,
    log,
    serving: "serving",
    leaseWatch: { see: () => undefined },
    onWake,
    ...(travel && { travel }),
    async advance(blocks) {
      height = blocks.at(-1)?.header.number ?? 0;
      happened.push(`advance ${height}`);
    },
    async tick() {
      happened.push("tick");
      keep();
      return { standing: standings[height - 1] as string, renews: false, lease, extrinsics: [Uint8Array.of(height)] };
    },
    onServing: async (serves) => void happened.push(serves ? "serves" : "serves not"),
  });
  bus.reply(subjects.submit, ([first]) => {
    happened.push(`mail ${first}`);
    return receipt;
  });
  return driver;
}

it("advances, lets the program work, tells what changed, and sends its mail last", async () => {
  const bus = new FakeBus();
  const served = serveChain(bus, chain);
  served.height = 1;
  const happened: string[] = [];
  const driving = drive(bus, happened);
  await vi.waitFor(() => expect(happened).toEqual(["advance 1", "tick", "serves not", "mail 1"]));
  expect(() => driving.check()).toThrowError(expect.objectContaining({ code: "enclave-service.NotServing" }));

  for (const block of chain.slice(1)) {
    bus.publish(subjects.blockFinalized, {}, block as FinalizedBlock);
    await vi.waitFor(() => expect(happened.at(-1)).toBe(`mail ${block.header.number}`));
    if (block.header.number === 2) driving.check();
  }
  expect(happened.slice(4)).toEqual([
    ...["advance 2", "tick", "serves", "mail 2"],
    ...["advance 3", "tick", "serves not", "mail 3"],
  ]);
  expect(driving).toMatchObject({ height: 3, last: { standing: "waiting" } });
});

it("ticks and sends mail when the program asks for it, after what is under way, and no more once it is disposed", async () => {
  const bus = new FakeBus();
  serveChain(bus, chain).height = 1;
  const happened: string[] = [];
  let wake = () => {};
  const driving = drive(bus, happened, undefined, (listener) => {
    wake = listener;
  });
  await vi.waitFor(() => expect(happened.at(-1)).toBe("mail 1"));
  happened.length = 0;
  wake();
  wake();
  await vi.waitFor(() => expect(happened).toEqual(["tick", "mail 1", "tick", "mail 1"]));
  await driving[Symbol.asyncDispose]();
  wake();
  await driving[Symbol.asyncDispose]();
  expect(happened).toHaveLength(4);
});

it("sends nothing when what the program wants kept could not be kept", async () => {
  const bus = new FakeBus();
  serveChain(bus, chain).height = 1;
  const happened: string[] = [];
  let full = true;
  drive(bus, happened, () => {
    if (full) throw new Error("no room on the disk");
  });
  await vi.waitFor(() => expect(happened).toEqual(["advance 1", "tick"]));
  full = false;
  bus.publish(subjects.blockFinalized, {}, chain[1] as FinalizedBlock);
  await vi.waitFor(() => expect(happened).toContain("mail 2"));
  expect(happened).not.toContain("mail 1");
});

it("goes on to newer blocks while the state of older ones is not kept any more", async () => {
  const bus = new FakeBus();
  const served = serveChain(bus, chain);
  served.height = 1;
  const happened: string[] = [];
  let pruned = true;
  const driving = drive(bus, happened, () => {
    if (pruned) throw new CodedError("chain", "StateNotKept", { index: 9, kind: "not-found", doc: "Pruned." }, {});
  });
  await vi.waitFor(() => expect(happened).toEqual(["advance 1", "tick"]));
  expect(driving).toMatchObject({ height: 1, last: undefined });
  pruned = false;
  bus.publish(subjects.blockFinalized, {}, chain[1] as FinalizedBlock);
  await vi.waitFor(() => expect(happened.slice(2)).toEqual(["advance 2", "tick", "serves", "mail 2"]));
});

describe("a program that comes near by few blocks", () => {
  const keptAt: number[] = [];
  let at = 0;
  const travel = {
    reach: async () => encode(Reached, { number: at, setId: 0n, milestone: Uint8Array.of(at) }),
    async skip({ header }: Certified) {
      at = header.number;
    },
    keepMilestone: async ([number]: Uint8Array) => void keptAt.push(number as number),
  };
  beforeEach(() => {
    keptAt.length = 0;
    at = 0;
  });

  it("is given the newest one first, then every block, and its milestone is kept at the end", async () => {
    const bus = new FakeBus();
    serveChain(bus, chain).height = 2;
    const happened: string[] = [];
    const driving = drive(bus, happened, undefined, undefined, travel);
    await vi.waitFor(() => expect(happened).toEqual(["advance 2", "tick", "serves", "mail 2"]));
    expect(at).toBe(2);
    bus.publish(subjects.blockFinalized, {}, chain[2] as FinalizedBlock);
    await vi.waitFor(() => expect(happened.at(-1)).toBe("mail 3"));
    expect(keptAt).toEqual([]);
    at = 3;
    await driving[Symbol.asyncDispose]();
    expect(keptAt).toEqual([3]);
  });

  it("is asked where it is again while the chain is away, and goes on from there", async () => {
    const bus = new FakeBus();
    const served = serveChain(bus, chain);
    at = 2;
    let asked = 0;
    bus.reply(subjects.finalizedPath, ({ number }) => {
      if (asked++ === 0) throw new Error("no chain");
      return chain.slice(number, served.height).slice(-1);
    });
    const happened: string[] = [];
    const driving = drive(bus, happened, undefined, undefined, travel);
    await vi.waitFor(() => expect(asked).toBe(1));
    bus.publish(subjects.blockFinalized, {}, chain[2] as FinalizedBlock);
    await vi.waitFor(() => expect(happened).toEqual(["advance 3", "tick", "serves not", "mail 3"]));
    expect(driving.height).toBe(3);
  });

  it("goes on when its milestone cannot be kept", async () => {
    const bus = new FakeBus();
    serveChain(bus, chain).height = 1;
    const happened: string[] = [];
    const keepMilestone = () => Promise.reject(new Error("no room on the disk"));
    const driving = drive(bus, happened, undefined, undefined, { ...travel, keepMilestone });
    await vi.waitFor(() => expect(happened.at(-1)).toBe("mail 1"));
    await driving[Symbol.asyncDispose]();
  });
});

it("does not serve before its first block", () => {
  const bus = new FakeBus();
  serveChain(bus, []);
  const driving = drive(bus, []);
  expect(driving.last).toBeUndefined();
  expect(() => driving.check()).toThrowError(expect.objectContaining({ code: "enclave-service.NotServing" }));
});
