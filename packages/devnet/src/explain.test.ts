import { errors as infra } from "@pha/local-infra";
import { describe, expect, it } from "vitest";
import { startedBy } from "./again.ts";
import { errors } from "./errors.ts";
import { explain } from "./explain.ts";

const again = startedBy(["--data-dir", "/data"], {});
const failed = (lastLines: string) =>
  explain(infra.ProcessFailed({ name: "chain", how: "exit code 1", log: "/data/logs/chain.log", lastLines }), again);

describe("a start that fails is explained", () => {
  it("with the last log lines, the file, and one thing to try", () => {
    expect(failed("\none\ntwo\n").split("\n")).toEqual([
      "chain does not start (exit code 1). Its last log lines:",
      "  one",
      "  two",
      "All of it: /data/logs/chain.log",
      expect.stringMatching(/^Try: npm start -- --data-dir \/data once more/),
    ]);
  });

  it.each([
    ["write ENOSPC", /room on the disk/],
    ["Another program listens. [service-kit.PortTaken]", /npm start -- --data-dir \/data --ports free/],
    ["The database is another network's. [chain.GenesisMismatch]", /npm start -- --data-dir \/data --fresh/],
  ])("with advice that fits %j", (line, advice) => {
    expect(failed(line)).toMatch(advice);
  });

  it("by process id and URL when the network runs already", () => {
    expect(explain(errors.AlreadyRunning({ pid: 7, url: "http://127.0.0.1:9944" }), again)).toMatch(
      /pid 7, http:.*\n.*kill 7/,
    );
  });

  it("by what has changed, what would be lost and the two ways on", () => {
    const text = explain(errors.NetworkChanged({ changed: "the runtime", folder: "/data/network/spec.json" }), again);
    expect(text).toMatch(
      /has changed: the runtime\.[\s\S]*--data-dir \/data --fresh[\s\S]*are lost[\s\S]*the old checkout/,
    );
  });

  it("by who holds a port, and the command that takes others", () => {
    expect(explain(errors.PortTaken({ port: 9944, heldBy: "node (pid 7)" }), again)).toMatch(
      /node \(pid 7\)[\s\S]*npm start -- --data-dir \/data --ports free/,
    );
  });

  it("by code and sentence otherwise, and as a fault when there is no code", () => {
    expect(explain(infra.NoNatsServer(), again)).toMatch(/apt-get install nats-server.*\[local-infra\.NoNatsServer\]/);
    expect(explain(new TypeError("x is not a function"), again)).toMatch(/^unexpected fault\nTypeError/);
  });
});
