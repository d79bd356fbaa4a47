import { attack } from "@pha/testkit/attack";
import { expect } from "vitest";
import { type PageHeaders, seal, serveVerb } from "../testing/serve-verb.ts";

/** A page whose name was pointed to this machine while it was open: one origin with the service, by the browser's rules. */
const rebound: PageHeaders = { host: "evil.example:9944", origin: "http://evil.example:9944" };
/** The same where the browser names no origin. */
const silent: PageHeaders = { host: "evil.example:9944" };
const dressed = [
  "localhost.evil.example",
  "127.0.0.1.evil.example",
  "evil.example:80",
  "localhost@evil.example",
  "sub.chain.example",
];

attack(
  "use the shortcuts of development from a page of another site, or of a name pointed here",
  async ({ refused }) => {
    await using server = await serveVerb();
    const { port, sealed, post, overHttp, overSocket } = server;
    const codes = ["service-kit.ForeignOrigin", "service-kit.ForeignHost"];
    const codeOf = ({ error }: { error?: { data?: unknown } }) => ({ code: error?.data });
    for (const headers of [
      rebound,
      silent,
      { host: `127.0.0.1:${port}`, origin: "https://evil.example" },
      ...dressed.map((host) => ({ host })),
    ]) {
      await refused(codes, async () => (await post("/v1/dev/verb", "{}", headers)).body);
      await refused(codes, async () => codeOf(await overHttp(seal, headers)));
      await refused(codes, async () => codeOf((await overHttp(`[${seal}]`, headers))[0]));
      await refused(codes, async () => codeOf(await overSocket(seal, headers)));
    }
    expect(sealed).toEqual([]);
  },
);
