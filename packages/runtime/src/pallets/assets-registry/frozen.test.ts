import { encode, type Hex, toHex } from "@pha/codec";
import { describe, expect, it } from "vitest";
import {
  bridgeKey,
  evmAccount,
  generalKey,
  type Junction,
  locationOf,
  MultiLocation,
  parachain,
} from "../../xcm/location.ts";
import { publishedReserve, publishedResource, resourceOf } from "./frozen.ts";

const index = (value: bigint): Junction => ({ type: "GeneralIndex", value });
const zlk = locationOf(1, parachain(2_001), generalKey("0x0207"));
const chain = (number: bigint) => locationOf(0, generalKey(bridgeKey), index(number));
const forwarding = locationOf(0, generalKey(toHex(new TextEncoder().encode("bridge_transfer"))));

describe("what the original has published", () => {
  it("is its ids of PHA on Ethereum, Khala's and Phala's", () => {
    expect(publishedResource(locationOf(0), "V3", 0)).toBe(
      "0x00e6dfb61a2fb903df487c401663825643bb825d41695e63df8af6162ab145a6",
    );
    expect(publishedResource(locationOf(0, index(3n)), "V3", 0)).toBe(
      "0x00b14e071ddad0b12be5aca6dffc5f2584ea158d9b0ce73e1437115e97a32a3e",
    );
    expect(publishedResource(locationOf(0, index(3n)), "V2", 0)).toBe(
      publishedResource(locationOf(0, index(3n)), "V3", 0),
    );
  });

  it("is ZLK's id, and the reserve account of its chain, in the layout of their time; the later one gives others", () => {
    expect(publishedResource(zlk, "V2", 2)).toBe("0x028da1efb56e124f659fa6d5d95b3cc541ce207cbfee2f4f066061cc92d37bae");
    expect(publishedResource(zlk, "V3", 2)).toBe("0x0261dbbb2bbd171398896bc686aa9656e537532fa9fe72fc7666dc2f8dcd2f38");
    const accounts: readonly (readonly [MultiLocation, "V2" | "V3", Hex])[] = [
      [chain(2n), "V2", "0xde50ca45c8f7323ea372fd5d7929b9f37946690b0b668985beebe60431badcea"],
      [chain(2n), "V3", "0x95f793efdd6b1f7894f6c4d9bcb3de87d4e58385c56ebf1bfef91f9ab2144b91"],
      [chain(0n), "V2", "0xafbd4b985d5380b546b569a5839332984cfe22630d8b51e565fff6736d3fa57c"],
      [chain(0n), "V3", "0x5a0407c653b33bd6e84aa920a4bc4ccd9830f4876fc68363d094fc42f31da97d"],
      [forwarding, "V3", "0x422864702cd65090fb057ab0a9ad1e43033eaa7911b19d66078efaff0cf8fb5f"],
    ];
    for (const [location, layout, account] of accounts) expect(publishedReserve(location, layout)).toBe(account);
  });

  it("is the destination of an EVM account", () => {
    expect(toHex(encode(MultiLocation, evmAccount(0n, `0x${"11".repeat(20)}`)))).toBe(
      `0x000306026362${"00".repeat(30)}05000614${"11".repeat(20)}${"00".repeat(12)}`,
    );
  });
});

it("names an asset for ever: these ids are stored on both sides of lanes", () => {
  expect([2_035, 2_004].map((number) => resourceOf(locationOf(1, parachain(number))))).toMatchInlineSnapshot(`
    [
      "0x3eaa96e8e0c66bab72c5283470022cb3b3aac12d461a67c3d397225b06790702",
      "0x9e45b12917ad9499da56456e8f50a5c33891657feda3922b3202a9fa0bdcfa64",
    ]
  `);
});
