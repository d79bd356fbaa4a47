import { duplexPair } from "node:stream";
import { attack } from "@pha/testkit/attack";
import { expect } from "vitest";
import { Door, type DoorError, decodeFailure } from "./door.ts";
import { encodeFrame, FrameReader, kinds, maxFrameBytes } from "./frame.ts";

const bytes = Uint8Array.of(1, 2, 3);

function setup() {
  const [ours, theirs] = duplexPair();
  const closed = Promise.withResolvers<DoorError>();
  const door = new Door(ours, {
    accepts: [kinds.call],
    fallback: "ProgramFailed",
    serve: async (_, payload) => payload,
    onClose: closed.resolve,
  });
  return { door, theirs, closed: closed.promise };
}

function header(length: number, kind: number): Uint8Array {
  const frame = new Uint8Array(9);
  new DataView(frame.buffer).setUint32(0, length);
  frame[4] = kind;
  return frame;
}

attack("send garbage, a forbidden request, or an answer to nothing through an enclave's door", async ({ refused }) => {
  const sent = [
    new Uint8Array(64).fill(255),
    encodeFrame({ kind: kinds.ocall, id: 1, payload: bytes }),
    encodeFrame({ kind: kinds.answer, id: 7, payload: bytes }),
  ];
  for (const frame of sent) {
    const { door, theirs, closed } = setup();
    const waiting = door.request(kinds.call, bytes, 0);
    theirs.write(frame);
    await refused("MalformedFrame", () => waiting);
    expect((await closed).code).toBe("MalformedFrame");
    await expect(door.request(kinds.call, bytes, 0)).rejects.toMatchObject({ code: "MalformedFrame" });
  }
});

attack("announce a frame that is too short, too long, or of no kind", async ({ held }) => {
  for (const frame of [header(4, kinds.call), header(maxFrameBytes + 1, kinds.call), header(5, 8)])
    await held("malformed, before anything is buffered", () =>
      expect(new FrameReader().push(frame, () => expect.unreachable())).toBe(false),
    );
});

attack("smuggle text out of an enclave in a failure", async ({ refused, held }) => {
  const decoded = (text: string) => decodeFailure(new TextEncoder().encode(text));
  for (const text of ["", "{}", '{"code":"two words","facts":{}}', '{"code":1,"facts":{}}', "x".repeat(2_000)])
    await refused("MalformedFrame", () => decoded(text));
  await held("codes and safe facts only", () =>
    expect(decoded('{"code":"A","facts":{"at":"1:2","text":"two words","n":3}}').facts).toEqual({ at: "1:2" }),
  );
});
