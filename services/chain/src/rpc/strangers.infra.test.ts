import { expect, it } from "vitest";
import { read, seal, serveVerb } from "../testing/serve-verb.ts";

it("a foreign name is told so with 421, and kept from nothing else", async () => {
  await using server = await serveVerb();
  const headers = { host: "evil.example:9944" };
  expect(await server.post("/v1/dev/verb", "{}", headers)).toMatchObject({
    status: 421,
    body: { code: "service-kit.ForeignHost", title: "ForeignHost" },
  });
  for (const ask of [server.overHttp, server.overSocket])
    expect(await ask(read, headers)).toMatchObject({ result: expect.stringMatching(/^0x/) });
});

it.each(["localhost", "127.0.0.1", "[::1]:9944", "192.168.1.7", "chain.example:9944"])(
  "who calls %s is served",
  async (host) => {
    await using server = await serveVerb();
    expect((await server.post("/v1/dev/verb", "{}", { host })).status).toBe(200);
    for (const ask of [server.overHttp, server.overSocket]) expect(await ask(seal, { host })).toHaveProperty("result");
  },
);
