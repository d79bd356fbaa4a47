import { errors as infra } from "@pha/local-infra";
import { describe, expect, it } from "vitest";
import { errors } from "./errors.ts";
import { explain } from "./explain.ts";

const failed = (lastLines: string) =>
  explain(infra.ProcessFailed({ name: "chain", how: "exit code 1", log: "/data/logs/chain.log", lastLines }));

describe("a start that fails is explained", () => {
  it("with the last log lines, the file, and one thing to try", () => {
    expect(failed("\none\ntwo\n").split("\n")).toEqual([
      "chain does not start (exit code 1). Its last log lines:",
      "  one",
      "  two",
      "All of it: /data/logs/chain.log",
      expect.stringMatching(/^Try: npm start/),
    ]);
  });

  it.each([
    ["write ENOSPC", /room on the disk/],
    ["Another program listens. [service-kit.PortTaken]", /--ports free/],
    ["The database is another network's. [chain.GenesisMismatch]", /--fresh/],
  ])("with advice that fits %j", (line, advice) => {
    expect(failed(line)).toMatch(advice);
  });

  it("by process id and URL when the network runs already", () => {
    expect(explain(errors.AlreadyRunning({ pid: 7, url: "http://127.0.0.1:9944" }))).toMatch(
      /pid 7, http:.*\n.*kill 7/,
    );
  });

  it("by what has changed, what would be lost and the two ways on", () => {
    const text = explain(errors.NetworkChanged({ changed: "the runtime", folder: "/data/network/spec.json" }));
    expect(text).toMatch(/has changed: the runtime\.[\s\S]*--fresh[\s\S]*are lost[\s\S]*the old checkout/);
  });

  it("by code and sentence otherwise, and as a fault when there is no code", () => {
    expect(explain(infra.NoNatsServer())).toMatch(/apt-get install nats-server.*\[local-infra\.NoNatsServer\]/);
    expect(explain(new TypeError("x is not a function"))).toMatch(/^unexpected fault\nTypeError/);
  });
});
