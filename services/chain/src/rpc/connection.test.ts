import { serviceErrors } from "@pha/api";
import { expect, it } from "vitest";
import { testConnection } from "./testing.ts";

it("a client that has left begins nothing that nobody would end, and nothing is read for it", async () => {
  const { connection } = testConnection();
  const running: string[] = [];
  const subscription = (name: string) => ({ start: () => running.push(name), stop: () => running.splice(0) });
  connection.open("a", () => subscription("a")).start();
  expect(running).toEqual(["a"]);
  connection.closeAll();
  expect(running).toEqual([]);
  expect(() => connection.open("b", () => subscription("b"))).toThrow(serviceErrors.ClientLeft().doc);
  expect(connection.left.aborted).toBe(true);
});
