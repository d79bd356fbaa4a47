import { createServer } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { errors } from "../errors.ts";
import { type Receiver, startReceiver } from "../testing/receiver.ts";
import { post } from "./post.ts";

let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
});
afterAll(() => receiver[Symbol.asyncDispose]());

const posted = { headers: {}, body: "{}", signal: new AbortController().signal };

it.each(["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1", "0.0.0.0"])(
  "connects to nothing private, be it named %s",
  async (host) => {
    const target = { url: `http://${host}:${receiver.port}/`, mayBePrivate: false };
    await expect(post(target, posted)).rejects.toSatisfy(errors.PrivateAddress.is);
    expect(receiver.received).toEqual([]);
  },
);

it("does where that is allowed, and gives the status alone", async () => {
  expect(await post({ url: `http://localhost:${receiver.port}/`, mayBePrivate: true }, posted)).toBe(204);
});

it("says why there is no answer", async () => {
  const target = (port: number) => ({ url: `http://127.0.0.1:${port}/`, mayBePrivate: true });
  await expect(post(target(1), posted)).rejects.toMatchObject({ data: { reason: "ECONNREFUSED" } });
  const stop = new AbortController();
  const silent = createServer(() => stop.abort()); // takes the connection, and is silent
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const { port } = silent.address() as { port: number };
  await expect(post(target(port), { ...posted, signal: stop.signal })).rejects.toSatisfy(errors.NotDelivered.is);
  await new Promise((resolve) => silent.close(resolve));
});
