import { expect, onTestFinished, test } from "vitest";
import { privateServer, type Surroundings } from "./servers.ts";

test("the dashboard is of its own machine's name, in no frame, and runs nothing of others", async () => {
  const server = privateServer({ site: "shop.example" } as Surroundings);
  onTestFinished(() => server.close());
  const get = (host: string) => server.inject({ url: "/", headers: { host } });
  const { statusCode, headers, body } = await get("127.0.0.1:8601");
  expect([statusCode, body.includes("<h1>shop.example</h1>")]).toEqual([200, true]);
  expect(headers["content-security-policy"]).toMatch(
    /^default-src 'none'; script-src 'self';.* frame-ancestors 'none'$/,
  );
  expect((await get("localhost:8601")).statusCode).toBe(200);
  expect((await get("rebound.example:8601")).statusCode).toBe(421);
});
