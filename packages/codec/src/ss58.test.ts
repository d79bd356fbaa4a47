import fc from "fast-check";
import { expect, it } from "vitest";
import { AccountId, decodeAddress, encodeAddress, errors, struct, toHex } from "./index.ts";

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

it.each([
  ["", "too short"],
  ["5Grwva", "too short"],
  ["5".repeat(65), "too long"],
  ["0OIl", "base58"],
  ["5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQX", "checksum does not fit"],
  ["5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQ", "too short"],
])("refuses %j and says why: %s", (address, reason) => {
  const refused = expect.objectContaining({
    code: errors.BadAddress.code,
    message: expect.stringContaining(reason),
  });
  expect(() => decodeAddress(address)).toThrow(refused);
  expect(() => AccountId.fromJson(address, { ss58Prefix: 42 })).toThrow(refused);
  const within = expect.objectContaining({ message: expect.stringMatching(new RegExp(`${reason}.*field: to`)) });
  expect(() => struct({ to: AccountId }).fromJson({ to: address }, { ss58Prefix: 42 })).toThrow(within);
});
