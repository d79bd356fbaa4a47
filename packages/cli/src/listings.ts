import { chainDevErrors, gatekeeperErrors, minerErrors } from "@pha/api";
import type { CodedError, ErrorMaker } from "@pha/codec";
import { errors as frameErrors } from "@pha/frame";
import { clusters, contracts } from "@pha/runtime/spec";
import { errors as sdkErrors } from "@pha/sdk";
import { errors } from "./errors.ts";
import { stateListings } from "./state-listings.ts";

/** Which command shows what there is, by errors that say of something named that it is not there. */
const listings: readonly (readonly [unknown: readonly ErrorMaker[], command: string, shows: string])[] = [
  [
    [
      sdkErrors.UnknownContract,
      gatekeeperErrors.UnknownContract,
      minerErrors.UnknownContract,
      contracts.errors.UnknownContract,
      errors.BadContractId,
      errors.BadContractName,
      errors.NoContracts,
      errors.OtherNetwork,
      errors.UnknownContractName,
    ],
    "contract list",
    "shows the contracts of this network.",
  ],
  [
    [clusters.errors.UnknownCluster, contracts.errors.UnknownCluster, gatekeeperErrors.UnknownCluster],
    "worker list",
    "shows the clusters that have workers.",
  ],
  [
    [
      sdkErrors.TooFewWorkers,
      gatekeeperErrors.NoWorker,
      minerErrors.OtherWorker,
      minerErrors.NotServing,
      minerErrors.LeaseExpired,
    ],
    "worker list",
    "shows the workers, and of which cluster they are.",
  ],
  [
    [errors.UnknownWorker, errors.BadIdentity, errors.NothingOfThisId],
    "worker list",
    "shows the workers' identities, keys the gatekeepers'.",
  ],
  [
    [sdkErrors.ReceiptKeyMissing, minerErrors.UnknownMessage, minerErrors.ReceiptExpired, errors.BadMessage],
    "contract receipt CONTRACT",
    "without a number shows which can be read here.",
  ],
  [[errors.NoSigner, errors.UnknownKey], "key list", "shows the kept keys."],
  [[errors.SecretInArguments], "key import NAME", "keeps a key."],
  [
    [errors.BadAddress, errors.DerivedAccount],
    "accounts --all",
    "shows the development accounts, key list the kept ones.",
  ],
  [[frameErrors.BadOrigin], "dev submit Sudo sudo", "dispatches a call as root on a development network."],
  [[errors.NoSuchMeasure, errors.NothingToFastTrack], "gov list", "shows what is under way."],
  [[errors.UnknownParameter], "parameter list", "shows which there are."],
  [
    [errors.BadCall],
    "dev submit --help",
    "has an example, docs/calls.md many more; /v1/metadata of a chain describes every call.",
  ],
  [[errors.BadVote], "gov vote --help", "has examples of each kind."],
  ...stateListings,
  [[errors.BadSnapshot, chainDevErrors.NoSuchSnapshot], "dev snapshot", "makes one, and prints its id."],
];

/** Where to look, when something that was named is not there. */
export function whereToLook(error: CodedError, pha: string): string | undefined {
  const found = listings.find(([unknown]) => unknown.some(({ is }) => is(error)));
  return found && `${pha} ${found[1]} ${found[2]}`;
}
