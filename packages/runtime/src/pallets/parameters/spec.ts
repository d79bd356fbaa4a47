import { enumeration, struct, type TypeOf, u32, variant } from "@pha/codec";
import { definePallet, genesisPart, type Reader, value } from "@pha/frame";

/**
 * Which rules a network is governed by. `Phala`: as the network's description has them. `Khala1290`: as the runtimes of
 * Phala and Khala had them, spec 1290.
 */
export const Profile = enumeration(
  { Phala: variant(0), Khala1290: variant(1) },
  { path: ["pallet_parameters", "Profile"] },
);
export type Profile = TypeOf<typeof Profile>;

/** Blocks of 12 seconds. */
const usual = { profile: { type: "Phala" }, blocksPerDay: 7_200 } as const;

export const parameters = definePallet("Parameters", 21, {
  doc: "Figures in which networks of one runtime differ.",
  genesis: genesisPart(struct({ profile: Profile, blocksPerDay: u32 }), usual),
  storage: {
    profile: value(Profile, { initial: usual.profile, doc: "Which rules the network is governed by." }),
    blocksPerDay: value(u32, {
      initial: usual.blocksPerDay,
      doc: "How many blocks the periods of governance count as a day; development networks have short ones.",
    }),
  },
});

/** The state that says them. */
export type Parameters = Reader<typeof parameters>;
