import fc from "fast-check";
import { expect, it } from "vitest";
import { decodeAddress, encodeAddress, errors, toHex } from "./index.ts";

// Substrate's development account //Alice.
const alice = "0xd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d";

it.each([
  [42, "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"],
  [0, "15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5"],
  [30, "45R2pfjQUW2s9PQRHU48HQKLKHVMaDja7N3wpBtmF28UYDs2"],
])("writes //Alice under prefix %i as the reference tools do", (prefix, address) => {
  expect(encodeAddress(alice, prefix)).toBe(address);
});

it("reads what it writes, for every account and prefix", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.nat(16383), (raw, prefix) => {
      expect(decodeAddress(encodeAddress(toHex(raw), prefix))).toEqual({ account: toHex(raw), prefix });
    }),
  );
});

it.each(["", "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQX", "0OIl", "5Grwva"])("refuses %j", (address) => {
  expect(() => decodeAddress(address)).toThrow(expect.toSatisfy(errors.BadAddress.is));
});
