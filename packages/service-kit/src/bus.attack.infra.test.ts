import { encode, text, u32 } from "@pha/codec";
import { natsPayloadBytes } from "@pha/limits";
import { testNats } from "@pha/testkit";
import { attack } from "@pha/testkit/attack";
import { boundsOf } from "@pha/testkit/bounds";
import {
  type BusServiceName,
  busServiceNames,
  type EventSubject,
  fillSubject,
  forBusServices,
  permissionsOf,
  type RpcSubject,
  rpc,
  subjects,
} from "@pha/wire";
import { connect, nkeyAuthenticator, nkeys } from "nats";
import { afterAll, beforeAll, expect } from "vitest";
import { errorOf } from "./bus/error-headers.ts";
import { connectBus } from "./bus.ts";
import { silentLog as log } from "./log.ts";

const keys = forBusServices(() => nkeys.createUser());
const opened = new AsyncDisposableStack();
let url: string;

beforeAll(async () => {
  url = opened.use(await testNats(forBusServices((service) => keys[service].getPublicKey()))).url;
});
afterAll(() => opened.disposeAsync());

/** A connection with a service's keys, and what the server refused it. */
async function joinAs(service: BusServiceName) {
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
    busServiceNames.flatMap((service) => permissionsOf(service)[may]).map((subject) => subject.replaceAll("*", "any")),
  ),
];
const covers = (patterns: readonly string[], subject: string) =>
  patterns.some((pattern) => pattern.replaceAll("*", "any") === subject);

attack("publish on NATS what another service says", async ({ held }) => {
  for (const service of busServiceNames) {
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
  for (const service of busServiceNames) {
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

attack("ask with a reply subject on which others would hear the server", async ({ held }) => {
  const joining = rpc(
    "game.v1.table.{table}.join",
    { request: u32, reply: text({ max: 9 }), timeoutMs: 5_000 },
    "Joins.",
  );
  const open = opened.use(await testNats());
  const server = opened.use(await connectBus({ service: "test", url: open.url, log }));
  const served: number[] = [];
  await server.serve(joining, { at: { table: "1" } }, ({ request }) => {
    served.push(request);
    return String(request);
  }).ready;
  const attacker = await connect({ servers: open.url });
  opened.defer(() => attacker.close());
  const heard: string[] = [];
  for (const { subject } of Object.values(subjects))
    attacker.subscribe(subject.replace(/\{\w+\}/g, "*"), { callback: (_, { subject: on }) => void heard.push(on) });
  const asked = fillSubject(joining.subject, { table: "1" });
  const ask = async (reply?: string) => {
    attacker.publish(asked, encode(u32, 1), reply === undefined ? {} : { reply });
    await attacker.flush();
    expect(await server.request(joining, { table: "1" }, 2)).toBe("2");
    await attacker.flush();
    expect([served.includes(1), heard]).toEqual([false, []]);
  };
  const places = Object.values(subjects).map(({ subject }) => subject.replace(/\{\w+\}/g, "1"));
  for (const reply of [...places, "$SYS.REQ", "INBOX.1", undefined]) await held("inboxes alone", () => ask(reply));
});

attack(
  "send on every NATS subject one more of everything than its messages have room for",
  async ({ refused, held }) => {
    const open = opened.use(await testNats());
    const dropped: string[] = [];
    const warn = ({ reason }: { readonly reason: string }) => void dropped.push(reason);
    const listening = Object.assign(Object.create(log) as typeof log, { warn });
    const server = opened.use(await connectBus({ service: "test", url: open.url, log: listening }));
    const attacker = await connect({ servers: open.url });
    opened.defer(() => attacker.close());
    const reached = () => {
      throw new Error("a handler got what it has no room for");
    };
    for (const [name, subject] of Object.entries(subjects)) {
      const on = subject.subject.replace(/\{\w+\}/g, "any");
      const ready =
        subject.kind === "rpc"
          ? server.serve(subject as unknown as RpcSubject<string, unknown, never>, {}, reached).ready
          : server.subscribe(subject as unknown as EventSubject<string, unknown>, {}, reached).ready;
      await ready;
      for (const { overfull } of boundsOf(subject.kind === "rpc" ? subject.request : subject.payload, name)) {
        const bytes = overfull();
        if (bytes.length > natsPayloadBytes)
          await held("NATS's own limit", () =>
            expect(() => attacker.publish(on, bytes)).toThrow("MAX_PAYLOAD_EXCEEDED"),
          );
        else if (subject.kind === "rpc")
          await refused("codec.TooLong", async () => {
            const { headers } = await attacker.request(on, bytes, { timeout: 20_000 });
            return errorOf(headers);
          });
        else
          await held("unreadable events are dropped", async () => {
            const before = dropped.length;
            attacker.publish(on, bytes);
            await expect
              .poll(() => dropped.slice(before))
              .toEqual([expect.stringContaining("longer than its type allows")]);
          });
      }
    }
  },
);
