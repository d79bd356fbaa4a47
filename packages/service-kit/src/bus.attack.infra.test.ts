import { testNats } from "@pha/testkit";
import { attack } from "@pha/testkit/attack";
import { forServices, permissionsOf, type ServiceName, serviceNames } from "@pha/wire";
import { connect, nkeyAuthenticator, nkeys } from "nats";
import { afterAll, beforeAll, expect } from "vitest";
import { connectBus } from "./bus.ts";
import { silentLog as log } from "./log.ts";

const keys = forServices(() => nkeys.createUser());
const opened = new AsyncDisposableStack();
let url: string;

beforeAll(async () => {
  url = opened.use(await testNats(forServices((service) => keys[service].getPublicKey()))).url;
});
afterAll(() => opened.disposeAsync());

/** A connection with a service's keys, and what the server refused it. */
async function joinAs(service: ServiceName) {
  const nats = await connect({ servers: url, authenticator: nkeyAuthenticator(keys[service].getSeed()) });
  opened.defer(() => nats.close());
  const refused: string[] = [];
  void (async () => {
    for await (const { type, permissionContext } of nats.status())
      if (type === "error" && permissionContext)
        refused.push(`${permissionContext.operation} ${permissionContext.subject}`);
  })();
  return { nats, refused };
}

/** Every subject that somebody may use, with a name for each hole. */
const subjectsOf = (may: "publish" | "subscribe") => [
  ...new Set(
    serviceNames.flatMap((service) => permissionsOf(service)[may]).map((subject) => subject.replaceAll("*", "any")),
  ),
];
const covers = (patterns: readonly string[], subject: string) =>
  patterns.some((pattern) => pattern.replaceAll("*", "any") === subject);

attack("publish on NATS what another service says", async ({ held }) => {
  for (const service of serviceNames) {
    const { nats, refused } = await joinAs(service);
    const { publish } = permissionsOf(service);
    const forbidden = subjectsOf("publish").filter((subject) => !covers(publish, subject));
    expect(forbidden.length).toBeGreaterThan(3);
    for (const subject of forbidden)
      await held("NATS permissions", async () => {
        nats.publish(subject, "forged");
        await expect.poll(() => refused).toContain(`publish ${subject}`);
      });
  }
});

attack("hear on NATS what is not for a service, or serve in another's place", async ({ held }) => {
  for (const service of serviceNames) {
    const { nats, refused } = await joinAs(service);
    const { subscribe } = permissionsOf(service);
    const forbidden = subjectsOf("subscribe").filter((subject) => !covers(subscribe, subject));
    for (const subject of [...forbidden, ">", "_INBOX.>"])
      await held("NATS permissions", async () => {
        nats.subscribe(subject, { callback: () => {} });
        await expect.poll(() => refused.some((one) => one.startsWith(`subscription ${subject}`))).toBe(true);
      });
  }
});

attack("join NATS without a service's key", async ({ refused }) => {
  await refused("service-kit.BusRefused", () => connectBus({ service: "stranger", url, log }));
});
