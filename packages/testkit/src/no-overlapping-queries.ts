import { afterAll, expect } from "vitest";

// pg takes a query while its connection is busy with another one, but will not for long: whoever does that waits wrongly.
const overlapping: string[] = [];
process.on("warning", ({ name, message }) => {
  if (name === "DeprecationWarning" && message.includes("client.query()")) overlapping.push(message);
});
afterAll(() => expect(overlapping).toEqual([]));
