import { expect, it } from "vitest";
import { ownNames, serviceNames, serviceOf } from "./services.ts";

/** Numbers that processes of one service may need on one machine. */
const ROOM = 10;

it("gives every service ports of its own, so that all fit on one machine", () => {
  const ports = serviceNames.map((service) => serviceOf(service).port).sort((a, b) => a - b);
  for (const [i, port] of ports.entries()) expect(port - (ports[i - 1] ?? 0)).toBeGreaterThanOrEqual(ROOM);
});

it("names services that are needed, and none that waits for itself", () => {
  for (const service of serviceNames)
    for (const need of serviceOf(service).needs) {
      expect(serviceNames).toContain(need);
      expect(serviceOf(need as never).needs).not.toContain(service);
    }
});

it("gives members things of their own, and replicas one for all", () => {
  expect(ownNames("relay", 2)).toEqual(["relay-0", "relay-1"]);
  expect(ownNames("miner", 5)).toEqual(["miner"]);
});

it("gives every validator the key of another", () => {
  const { secrets, count } = serviceOf("relay");
  const made = Array.from({ length: count }, (_, process) => secrets["key"]?.(process));
  expect(new Set(made).size).toBe(count);
});
