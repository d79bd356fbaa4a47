import { expect, it } from "vitest";
import { isForeignHost } from "./host.ts";

const names = ["haproxy", "chain.example"];

it.each([
  undefined,
  "localhost",
  "localhost:9944",
  "LocalHost:9944",
  "app.localhost",
  "127.0.0.1:9944",
  "192.168.1.7:9944",
  "8.8.8.8",
  "[::1]:9944",
  "[2001:db8::1]",
  "haproxy:9944",
  "Chain.Example:443",
])("takes %s as its own", (host) => expect(isForeignHost(host, names)).toBe(false));

it.each([
  "",
  "evil.example",
  "evil.example:9944",
  "localhost.evil.example",
  "127.0.0.1.evil.example:9944",
  "evillocalhost",
  "localhost@evil.example",
  "evil.example/localhost",
  "evil.example#.localhost",
  "sub.chain.example",
  "chain",
  "7f000001.rebind.example",
])("takes %s as foreign", (host) => expect(isForeignHost(host, names)).toBe(true));
