import { expect, it } from "vitest";
import { natsConf } from "./nats-conf.ts";
import { permissionsOf } from "./permissions.ts";
import { busServiceNames, forBusServices, services } from "./services.ts";
import { subjects } from "./subjects.ts";

it("lets only the chain publish blocks, and a miner none of them", () => {
  const publishers = (subject: string) =>
    busServiceNames.filter((name) => permissionsOf(name).publish.includes(subject));
  expect(publishers(subjects.blockFinalized.subject)).toEqual(["chain"]);
  expect(publishers(subjects.blockProposed.subject)).toEqual(["chain"]);
  expect(publishers(subjects.blockAnnounced.subject)).toEqual(["chain"]);
  expect(publishers("relay.v1.validator.*.vote")).toEqual(["relay"]);
});

it.each(Object.entries(subjects))("gives %s a service at each end", (name, { kind }) => {
  const [from, to] = kind === "event" ? (["publish", "subscribe"] as const) : (["request", "serve"] as const);
  const all = busServiceNames.map((service) => services[service].bus);
  expect(all.some((role) => (role[from] as readonly string[]).includes(name))).toBe(true);
  expect(all.some((role) => (role[to] as readonly string[]).includes(name))).toBe(true);
});

it("keeps the replies to a service from everybody else", () => {
  for (const name of busServiceNames)
    expect(permissionsOf(name).subscribe.filter((pattern) => pattern.startsWith("_INBOX"))).toEqual([
      `_INBOX_${name}.>`,
    ]);
});

it("writes a user per service into nats.conf, and none when there are no keys", () => {
  const users = forBusServices((service) => `U${service.toUpperCase()}`);
  const conf = natsConf({ listen: "127.0.0.1:4222", users });
  expect(conf).toContain('{ nkey: URELAY, permissions: { publish: { allow: ["relay.v1.validator.*.vote"');
  expect(conf).not.toContain("UCONSOLE");
  expect(natsConf({ listen: "127.0.0.1:4222" })).not.toContain("authorization");
});
