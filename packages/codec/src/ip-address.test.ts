import { BlockList, isIP, isIPv6 } from "node:net";
import { assert, constantFrom, ipV4, ipV6, oneof, property, stringMatching } from "fast-check";
import { describe, expect, it } from "vitest";
import { ipAddress, isPublicAddress } from "./ip-address.ts";

it.each([
  ...["1.1.1.1", "8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700:4700::1111", "2a00:1450::1", "2A00:1450::1.2.3.4"],
])("%s is public", (address) => expect(isPublicAddress(address)).toBe(true));

it.each([
  ...["0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.9.9.9", "169.254.169.254", "172.16.0.1", "172.31.255.255"],
  ...["192.168.1.1", "198.18.0.1", "203.0.113.9", "224.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fd00::1"],
  ...["::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:db8::1", "2001::1", "ff02::1"],
  ...["4000::1", "fe80::1%eth0", "2a00:1450::1%eth0", "example.org", "0x08.8.8.8", "8.8.8", "08.8.8.8", ""],
])("%s is not", (address) => expect(isPublicAddress(address)).toBe(false));

describe("an address", () => {
  const near = stringMatching(/^[0-9a-f:.]{0,4}(:{1,2}[0-9a-f]{1,4}){0,8}(::|:[0-9]{1,3}(\.[0-9]{1,3}){3})?$/);
  const texts = oneof(ipV4(), ipV6(), near, constantFrom("1::2::3", ":1", "1:", ":::", "1.2.3.4::", "::1.2.3.4:1"));

  it("is what Node takes for one", () => {
    assert(
      property(texts, (text) => (ipAddress(text) !== undefined) === (isIP(text) !== 0)),
      { numRuns: 1_000 },
    );
  });

  it("has the bytes that Node reads", () => {
    assert(
      property(ipV6(), (text) => {
        const bytes = ipAddress(text) ?? [];
        const groups = bytes.flatMap((byte, i) =>
          i % 2 === 0 ? [((byte << 8) | (bytes[i + 1] ?? 0)).toString(16)] : [],
        );
        const list = new BlockList();
        list.addAddress(groups.join(":"), "ipv6");
        return isIPv6(text) && list.check(text, "ipv6");
      }),
    );
  });
});
