import { type Duplex, duplexPair } from "node:stream";
import { describe, expect, it } from "vitest";
import { Door, DoorError, type DoorSide } from "./door.ts";
import { kinds } from "./frame.ts";

function setup(side: Partial<DoorSide> = {}) {
  const [ours, theirs] = duplexPair();
  const closed = Promise.withResolvers<DoorError>();
  const door = new Door(ours, {
    accepts: [kinds.call],
    fallback: "ProgramFailed",
    serve: async (_, payload) => payload,
    onClose: closed.resolve,
    ...side,
  });
  return { door, theirs, closed: closed.promise };
}

const peer = (stream: Duplex, side: Partial<DoorSide> = {}) =>
  new Door(stream, { accepts: [kinds.call], fallback: "OcallFailed", serve: async (_, x) => x, onClose() {}, ...side });

const bytes = Uint8Array.of(1, 2, 3);

describe("a door", () => {
  it("serves both directions at once", async () => {
    const { door, theirs } = setup();
    const other = peer(theirs, { serve: async () => Uint8Array.of(9) });
    expect(await Promise.all([door.request(kinds.call, bytes, 0), other.request(kinds.call, bytes, 0)])).toEqual([
      Uint8Array.of(9),
      bytes,
    ]);
  });

  it("takes an answer that comes after the time for one late and quiet, not malformed", async () => {
    const { door, theirs } = setup();
    const late = Promise.withResolvers<Uint8Array>();
    peer(theirs, { serve: (_, payload) => (payload.length === 3 ? late.promise : Promise.resolve(payload)) });
    await expect(door.request(kinds.call, bytes, 1)).rejects.toMatchObject({ code: "CallTimedOut" });
    late.resolve(bytes);
    expect(await door.request(kinds.call, Uint8Array.of(5), 0)).toEqual(Uint8Array.of(5));
  });

  it("sends coded failures as they are and others as its fallback, without their text", async () => {
    const { door, theirs } = setup();
    peer(theirs, {
      async serve(_, payload) {
        if (payload.length === 3) throw new DoorError("SealBroken", { at: "1:2" });
        throw new Error("secret");
      },
    });
    await expect(door.request(kinds.call, bytes, 0)).rejects.toMatchObject({
      code: "SealBroken",
      facts: { at: "1:2" },
    });
    await expect(door.request(kinds.call, Uint8Array.of(1), 0)).rejects.toMatchObject({
      code: "OcallFailed",
      facts: {},
    });
  });

  it("fails what waits when the other side goes", async () => {
    const { door, theirs, closed } = setup();
    const waiting = door.request(kinds.call, bytes, 0);
    theirs.end();
    await expect(waiting).rejects.toMatchObject({ code: "EnclaveGone" });
    expect((await closed).code).toBe("EnclaveGone");
  });
});
