import { appended, encode, toHex, u8, u32, versioned } from "@pha/codec";
import { Metadata, TypeRegistry } from "@polkadot/types";
import { expect, it } from "vitest";
import { definePallet } from "../spec.ts";
import { viewOf } from "../state/view.ts";
import { value } from "../storage.ts";
import { testRuntime } from "../testing.ts";
import { encodeMetadata } from "./metadata.ts";

const path = ["pallet_machines", "Machine"];
const V1 = versioned({ cores: u8 }, { path });
const V2 = versioned({ cores: u8 }, { path, later: [{ region: appended(u32, 5) }] });

it("shows a versioned value as an enumeration, whose every version Substrate's clients decode", () => {
  const machines = definePallet("Machines", 8, { storage: { machine: value(V2, { doc: "One." }) } });
  const registry = new TypeRegistry();
  const bytes = encodeMetadata({ ...testRuntime, pallets: [...testRuntime.pallets, machines] }, 14, viewOf(new Map()));
  registry.setMetadata(new Metadata(registry, toHex(bytes)));
  const read = (input: Uint8Array) => registry.createType("PalletMachinesMachine", input).toJSON();
  expect(read(encode(V1, { cores: 3 }))).toEqual({ v1: { cores: 3 } });
  expect(read(encode(V2, { cores: 3, region: 9 }))).toEqual({ v2: { cores: 3, region: 9 } });
});
