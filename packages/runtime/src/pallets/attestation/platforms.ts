import {
  appended,
  enumeration,
  fixedBytes,
  H256,
  option,
  struct,
  type TypeOf,
  text,
  u8,
  variant,
  vec,
  versioned,
} from "@pha/codec";

/** How Intel judges a platform, best first; what is revoked is accepted nowhere. */
export const TcbStatus = enumeration({
  UpToDate: variant(0),
  SWHardeningNeeded: variant(1),
  ConfigurationNeeded: variant(2),
  ConfigurationAndSWHardeningNeeded: variant(3),
  OutOfDate: variant(4),
  OutOfDateConfigurationNeeded: variant(5),
});
export type TcbStatus = TypeOf<typeof TcbStatus>;

const Advisory = text({ max: 32 });
const Fmspc = fixedBytes(6);

/** The hardware of a platform, as its newest quote showed it. */
export const Hardware = struct({ fmspc: Fmspc, status: TcbStatus, advisories: vec(Advisory, { max: 192 }) });
export type Hardware = TypeOf<typeof Hardware>;

/** The machine of an enclave: an emulated platform's key, or SHA-256 of the provisioning id. */
export const Platform = struct({ id: H256, hardware: option(Hardware) });
export type Platform = TypeOf<typeof Platform>;

/** A machine, or a family of machines (FMSPC), that does not count whatever it proves. */
export const DeniedPlatform = enumeration({ Platform: variant(0, H256), Family: variant(1, Fmspc) });
export type DeniedPlatform = TypeOf<typeof DeniedPlatform>;

/** Most entries of each list: whoever judges a session reads them. */
export const maxDenied = 128;

/** Which hardware counts. Versioned, as the policy is: running enclaves and clients read it. */
export const PlatformPolicy = versioned({
  statuses: vec(TcbStatus, { max: 6 }),
  /** Advisories that do not lower the confidence. */
  advisories: vec(Advisory, { max: 128 }),
  /** The worst level of confidence that is accepted, 1 to 5. */
  worstConfidence: u8,
  denied: vec(DeniedPlatform, { max: maxDenied }),
});
export type PlatformPolicy = TypeOf<typeof PlatformPolicy>;

/** What a network begins with: the levels 1 to 3 of Phala, and the advisories that Phala accepted with them. */
export const usualPlatforms: PlatformPolicy = {
  statuses: [
    { type: "UpToDate" },
    { type: "SWHardeningNeeded" },
    { type: "ConfigurationNeeded" },
    { type: "ConfigurationAndSWHardeningNeeded" },
  ],
  advisories: ["INTEL-SA-00219", "INTEL-SA-00334", "INTEL-SA-00381", "INTEL-SA-00389"],
  worstConfidence: 3,
  denied: [],
};

/** The field that says it of a worker; older values have none. */
export const workerPlatform = { platform: appended(option(Platform), undefined) };
