export {
  type Accepts,
  type CallerOf,
  type ConfiguredOrigin,
  configured,
  filter,
  origin,
  type PalletOrigin,
  type VariantSpec,
} from "./accepts.ts";
export { type Collection, indexedMap, isCollection, list } from "./collections.ts";
export {
  type CallDescription,
  describePallet,
  findItem,
  type ItemDescription,
  type PalletDescription,
  type StateItem,
} from "./describe.ts";
export { anyOf, by, byRoot, bySigned, type Ensure, ensureOf, refusal, suffices } from "./dispatch/ensure.ts";
export {
  type BlockContext,
  type CallBodies,
  type CallContext,
  type Emitters,
  type Env,
  type FiltersOf,
  free,
  type Hook,
  type Hooks,
  type IdleHook,
  type Implementation,
  implement,
  type Migration,
  type OriginsOf,
  type Outcome,
  type PalletAccess,
  resultOf,
  type Units,
} from "./dispatch/env.ts";
export { type DispatchRules, Execution } from "./dispatch/execution.ts";
export {
  type CallFilter,
  filterOf,
  isRoot,
  none,
  type Origin,
  type OriginCaller,
  originOf,
  restrict,
  root,
  signed,
} from "./dispatch/origin.ts";
export { type Call, type Event, type EventFields, eventOf, findEvent, makeCall } from "./dispatch/values.ts";
export { errors } from "./errors.ts";
export { type Failure, failureKinds, listFailures, mayTellFailure } from "./failures.ts";
export { encodeMetadata, type MetadataVersion } from "./metadata/metadata.ts";
export {
  type ExtensionSpec,
  type OuterEnums,
  outerEnums,
  type Reference,
  type References,
  type RuntimeSpec,
  reference,
} from "./runtime-spec.ts";
export {
  type AnyPallet,
  type ApiSpec,
  type ArgsOf,
  bareCall,
  bareFields,
  type CallSpec,
  type ConstantSpec,
  call,
  constant,
  definePallet,
  type EventSpec,
  encodeConstant,
  event,
  type GenesisOf,
  type GenesisSpec,
  genesisPart,
  type HoldReason,
  type MethodSpec,
  method,
  type PalletErrorSpec,
  type PalletSpec,
} from "./spec.ts";
export {
  type Access,
  type Accessors,
  accessState,
  type Reader,
  type Reads,
  readState,
  storageKeys,
  type WritableState,
} from "./state/access.ts";
export { type Hasher, itemPrefix, type KeySpec, keyPrefix, readKeys } from "./state/keys.ts";
export { readTogether } from "./state/speculation.ts";
export { NotLoaded, type StateView, viewOf } from "./state/view.ts";
export { itemName, type KeysOf, type KeyTypes, map, type StorageItem, value } from "./storage.ts";
export {
  DispatchClass,
  DispatchError,
  DispatchInfo,
  DispatchResult,
  marker,
  newtype,
  result,
  Weight,
} from "./types.ts";
