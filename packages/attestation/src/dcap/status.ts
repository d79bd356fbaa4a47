/** How Intel judges a TCB, best first. */
export const tcbStatuses = [
  "UpToDate",
  "SWHardeningNeeded",
  "ConfigurationNeeded",
  "ConfigurationAndSWHardeningNeeded",
  "OutOfDate",
  "OutOfDateConfigurationNeeded",
  "Revoked",
] as const;
export type TcbStatus = (typeof tcbStatuses)[number];

/** What a platform may be and still count. */
export type UsableStatus = Exclude<TcbStatus, "Revoked">;

/** A judgement, and the advisories that led to it. */
export interface TcbVerdict {
  readonly status: TcbStatus;
  readonly advisories: readonly string[];
}

const isConfiguration = (status: TcbStatus) => status.startsWith("Configuration");

/**
 * The judgement on a platform and on a part of it (quoting enclave, TDX module) together, as Intel's verifier converges
 * them: whatever is out of date makes the whole so, and what the platform's operator has to configure stays said.
 */
export function converge(whole: TcbVerdict, part: TcbVerdict): TcbVerdict {
  const advisories = [...new Set([...whole.advisories, ...part.advisories])];
  if (part.status === "OutOfDate" && isConfiguration(whole.status))
    return { status: "OutOfDateConfigurationNeeded", advisories };
  const isWorse = tcbStatuses.indexOf(part.status) > tcbStatuses.indexOf(whole.status);
  return { status: isWorse ? part.status : whole.status, advisories };
}

const levels: Readonly<Record<TcbStatus, number | undefined>> = {
  UpToDate: 1,
  SWHardeningNeeded: 2,
  ConfigurationNeeded: 3,
  ConfigurationAndSWHardeningNeeded: 3,
  OutOfDate: 5,
  OutOfDateConfigurationNeeded: 5,
  Revoked: undefined,
};

/**
 * Confidence as in Phala, 1 (best) to 5: level 3 with an advisory that is not among the accepted ones is level 4.
 * `undefined`: none.
 */
export function confidenceOf({ status, advisories }: TcbVerdict, accepted: readonly string[]): number | undefined {
  const level = levels[status];
  return level === 3 && advisories.some((advisory) => !accepted.includes(advisory)) ? 4 : level;
}
