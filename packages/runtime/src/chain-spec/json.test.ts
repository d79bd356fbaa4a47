import { describe, expect, it } from "vitest";
import { chainSpecFromJson, chainSpecToJson } from "./json.ts";
import { khala, phala } from "./networks.ts";

describe("chain spec as JSON", () => {
  it("comes back as it was", () => {
    const programs = [
      { role: { type: "Miner" }, measurement: `0x${"ab".repeat(48)}`, name: "miner", version: "1" },
    ] as const;
    for (const spec of [phala({ programs }), khala({ programs: [] })])
      expect(chainSpecFromJson(JSON.parse(JSON.stringify(chainSpecToJson(spec))))).toEqual(spec);
  });

  it("refuses what is missing, unknown or of another form", () => {
    const json = chainSpecToJson(phala({ programs: [] })) as Record<string, unknown>;
    for (const bad of [
      { ...json, name: undefined },
      { ...json, colour: 1 },
      { ...json, genesis: { validators: { set: ["0x00"], authors: [], beneficiary: null } } },
      { ...json, genesis: { dragons: [] } },
      [],
    ])
      expect(() => chainSpecFromJson(bad)).toThrow(expect.objectContaining({ module: "codec" }));
  });
});
