import { mostBehind } from "@pha/api";
import { Secret } from "@pha/service-kit/config";
import { eventually } from "@pha/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Governance } from "../service.ts";
import { type Ground, openGround } from "../testing/ground.ts";

const length = 200;
const token = "a-token-of-the-operator-0123456789";
let ground: Ground;
beforeAll(async () => {
  ground = await openGround(length);
});
afterAll(() => ground[Symbol.asyncDispose]());

async function readiness({ port }: Governance) {
  const answer = await fetch(`http://127.0.0.1:${port}/readyz`);
  const { checks } = (await answer.json()) as { checks: Record<string, string> };
  return { status: answer.status, checks };
}

it("is not ready while it is far behind the chain, says how far, and becomes ready by itself", async () => {
  const { told } = ground;
  told.given = length - mostBehind - 1;
  await using governance = await ground.start({ hooksToken: new Secret(token) });
  await eventually(() => governance.height === told.given);
  const { status, checks } = await readiness(governance);
  expect(status).toBe(503);
  expect(checks).toMatchObject({ postgres: "ok", nats: "ok" });
  expect(checks["projection"]).toMatch(/far behind .*\(block: 135, newest: 200, mostBehind: 64\)/);
  // What it has is served all the while.
  const events = await fetch(`http://127.0.0.1:${governance.port}/v1/events`);
  expect(await events.json()).toMatchObject({ block: 135 });

  const asked = { method: "POST", body: JSON.stringify({ url: "https://example.org" }) };
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const stream = `http://127.0.0.1:${governance.port}/v1/events/stream`;
  const refused = [
    await fetch(`http://127.0.0.1:${governance.port}/v1/hooks`, { ...asked, headers }),
    await fetch(stream, { headers: { accept: "text/event-stream" } }),
  ];
  for (const answer of refused)
    expect([answer.status, (await answer.json()) as object]).toMatchObject([503, { code: "governance.FarBehind" }]);
  // Where a stream goes on, it has a place in the chain.
  const leave = new AbortController();
  const at = (id: string) => ({ headers: { accept: "text/event-stream", "last-event-id": id }, signal: leave.signal });
  expect((await fetch(stream, at(`${length + mostBehind}-0`))).status).toBe(200);
  expect((await fetch(stream, at(`${length + mostBehind + 1}-0`))).status).toBe(404);
  leave.abort();

  told.given++;
  await eventually(async () => (await readiness(governance)).status === 200);
  expect(governance.height).toBe(told.given);
});

it("is not ready while the chain that it follows is put back behind it", async () => {
  const { told } = ground;
  told.given = length;
  await using governance = await ground.start();
  await eventually(() => governance.height === length);
  for (const back of [100, 1]) {
    told.newest = length - back;
    const { status, checks } = await readiness(governance);
    expect([status, checks["projection"]]).toEqual([
      503,
      expect.stringMatching(/put back .*\(block: 200, newest: \d+\)/),
    ]);
  }
  told.newest = length;
  expect((await readiness(governance)).status).toBe(200);
});

it("is ready with what it has when the chain does not answer", async () => {
  const { told } = ground;
  told.given = length;
  await using governance = await ground.start();
  await eventually(() => governance.height === length);
  await ground.bus[Symbol.asyncDispose]();
  expect(await readiness(governance)).toMatchObject({ status: 200, checks: { projection: "ok" } });
});
