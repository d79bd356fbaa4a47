import { expect, it } from "vitest";
import { contentPolicy } from "./policy.ts";

const network = {
  ...{ name: "phala", title: "Phala", development: true, genesisHash: `0x${"11".repeat(32)}` as const },
  ...{ ss58Prefix: 30, token: "PHA" },
  ...{ chain: "http://127.0.0.1:9944", gatekeepers: ["https://keys.example/", "https://keys.example/second"] },
};

it("lets the page talk to itself and the network's services, by HTTP and WebSocket, and to nobody else", () => {
  const policy = contentPolicy({ ...network, governance: null });
  expect(policy).toContain(
    "connect-src 'self' http://127.0.0.1:9944 ws://127.0.0.1:9944 https://keys.example wss://keys.example;",
  );
  expect(contentPolicy({ ...network, governance: "http://10.0.0.1:8200" })).toContain(" http://10.0.0.1:8200 ");
});

it("allows nothing inline, nothing evaluated and no frame", () => {
  const policy = contentPolicy({ ...network, governance: null });
  expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/);
  expect(policy).not.toContain("unsafe");
  expect(policy).toContain("frame-ancestors 'none'");
});
