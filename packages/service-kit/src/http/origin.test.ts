import { expect, it } from "vitest";
import { isForeignOrigin } from "./origin.ts";

it.each([
  undefined,
  "http://localhost",
  "http://localhost:5173",
  "https://app.localhost:3000",
  "http://127.0.0.1:9944",
  "http://127.8.9.1",
  "http://[::1]:8080",
])("takes %s as of this machine", (origin) => expect(isForeignOrigin(origin)).toBe(false));

it.each([
  "null",
  "",
  "https://evil.example",
  "http://localhost.evil.example",
  "http://127.0.0.1.evil.example",
  "http://evil.example:9944",
  "http://localhost@evil.example",
  "http://evillocalhost",
  "http://192.168.1.7:9944",
  "http://0.0.0.0:9944",
  "chrome-extension://abcdef",
  "file://",
])("takes %s as foreign", (origin) => expect(isForeignOrigin(origin)).toBe(true));
