import {
  AccountId,
  bool,
  bytes,
  compact,
  enumeration,
  H256,
  MultiAddress,
  MultiSignature,
  option,
  struct,
  type TypeOf,
  tuple,
  u32,
  variant,
  vec,
} from "@pha/codec";
import { call, configured, constant, definePallet, event, map, value } from "@pha/frame";
import { Balance, PHA } from "../balances/account-data.ts";
import { Data, Fields, IdentityInfo, Judgement, maxFields, RegistrarIndex } from "./info.ts";

export const maxSubs = 100;
export const maxRegistrars = 20;
export const maxUsernameBytes = 32;
export const maxSuffixBytes = 7;

/** On hold for an identity, each field of its own, each sub-account, and a username that no allocation pays for. */
export const identityDeposit = {
  basic: 10n * PHA,
  field: (25n * PHA) / 10n,
  sub: 2n * PHA,
  username: 10n * PHA,
} as const;

/** Seven and thirty days of blocks. */
export const usernameBlocks = { toAccept: 100_800, toLeave: 432_000 } as const;

/** An account's identity, and what registrars say of it, in the order of registrars. */
export const Registration = struct(
  {
    judgements: vec(tuple(RegistrarIndex, Judgement), { max: maxRegistrars }),
    deposit: Balance,
    info: IdentityInfo,
  },
  { path: ["pallet_identity", "types", "Registration"] },
);
export type Registration = TypeOf<typeof Registration>;

const RegistrarInfo = struct(
  { account: AccountId, fee: Balance, fields: Fields },
  { path: ["pallet_identity", "types", "RegistrarInfo"] },
);
export type RegistrarInfo = TypeOf<typeof RegistrarInfo>;

const AuthorityProperties = struct(
  { account_id: AccountId, allocation: u32 },
  { path: ["pallet_identity", "types", "AuthorityProperties"] },
);

/** What pays for a username. */
export const Provider = enumeration(
  { Allocation: variant(0), AuthorityDeposit: variant(1, Balance), System: variant(2) },
  { path: ["pallet_identity", "types", "Provider"] },
);
export type Provider = TypeOf<typeof Provider>;

const UsernameInformation = struct(
  { owner: AccountId, provider: Provider },
  { path: ["pallet_identity", "types", "UsernameInformation"] },
);

/** With its suffix: `name.suffix`. */
export const Username = bytes({ max: maxUsernameBytes });
const Suffix = bytes({ max: maxUsernameBytes });

const registrar = configured("registrar");
const force = configured("force");
const authority = configured("authority");
const index = compact(u32);
const judged = { registrar_index: RegistrarIndex };
const username = { username: Username };
const sub = { sub: AccountId, main: AccountId, deposit: Balance };

export const identity = definePallet("Identity", 18, {
  doc: "Who accounts say to be, what registrars think of it, sub-accounts, usernames.",
  holdReasons: {
    Identity: { index: 0, doc: "Deposit for an identity.", ends: false },
    SubAccounts: { index: 1, doc: "Deposit for sub-accounts.", ends: false },
    Judgement: { index: 2, doc: "Fees of registrars that have been asked.", ends: false },
    Username: { index: 3, doc: "Deposit of an authority for a username.", ends: false },
  },
  storage: {
    identityOf: map(AccountId, Registration, {
      hasher: "Twox64Concat",
      doc: "Identities by account.",
    }),
    superOf: map(AccountId, tuple(AccountId, Data), { doc: "Of a sub-account: whose it is, and its name." }),
    subsOf: map(AccountId, tuple(Balance, vec(AccountId, { max: maxSubs })), {
      hasher: "Twox64Concat",
      initial: [0n, []],
      doc: "Sub-accounts of an account, and the deposit for them.",
    }),
    registrars: value(vec(option(RegistrarInfo), { max: maxRegistrars }), {
      initial: [],
      overflow: "TooManyRegistrars",
      doc: "Who gives judgements.",
    }),
    authorityOf: map(Suffix, AuthorityProperties, {
      hasher: "Twox64Concat",
      doc: "Who gives usernames of a suffix, and how many without a deposit.",
    }),
    usernameOf: map(AccountId, Username, { hasher: "Twox64Concat", doc: "An account's primary username." }),
    usernameInfoOf: map(Username, UsernameInformation, { doc: "Whose a username is, and what pays for it." }),
    usernameDepositor: map(Username, AccountId, { doc: "Who has the deposit for a username on hold." }),
    pendingUsernames: map(Username, tuple(AccountId, u32, Provider), {
      doc: "Usernames that wait to be accepted: by whom, until which block.",
    }),
    unbindingUsernames: map(Username, u32, {
      doc: "Usernames that their authority takes back, and from which block on.",
    }),
  },
  calls: {
    add_registrar: call(0, registrar, { account: MultiAddress }, "Makes an account a registrar."),
    set_identity: call(1, "signed", { info: IdentityInfo }, "Says who the caller is, against a deposit."),
    set_subs: call(
      2,
      "signed",
      { subs: vec(tuple(AccountId, Data), { max: 1_024 }) },
      "Says which accounts are the caller's, against a deposit; others are not any more.",
    ),
    clear_identity: call(3, "signed", {}, "Takes the caller's identity and sub-accounts back: all deposits return."),
    request_judgement: call(
      4,
      "signed",
      { reg_index: index, max_fee: compact(Balance) },
      "Asks a registrar for a judgement, whose fee is on hold until it comes.",
    ),
    cancel_request: call(5, "signed", { reg_index: u32 }, "Takes that back: the fee returns."),
    set_fee: call(6, "signed", { index, fee: compact(Balance) }, "Sets what a registrar, the caller, asks for."),
    set_account_id: call(7, "signed", { index, new: MultiAddress }, "Sets the account of a registrar, the caller."),
    set_fields: call(8, "signed", { index, fields: Fields }, "Sets what a registrar, the caller, looks at."),
    provide_judgement: call(
      9,
      "signed",
      { reg_index: index, target: MultiAddress, judgement: Judgement, identity: H256 },
      "Gives a registrar's judgement of an identity of this hash; its fee is paid.",
    ),
    kill_identity: call(10, force, { target: MultiAddress }, "Removes an identity; its deposits go to the treasury."),
    add_sub: call(11, "signed", { sub: MultiAddress, data: Data }, "Adds a sub-account, against a deposit."),
    rename_sub: call(12, "signed", { sub: MultiAddress, data: Data }, "Gives a sub-account another name."),
    remove_sub: call(13, "signed", { sub: MultiAddress }, "Removes a sub-account: the deposit returns."),
    quit_sub: call(14, "signed", {}, "Ends being a sub-account; its deposit goes to the caller."),
    add_username_authority: call(
      15,
      authority,
      { authority: MultiAddress, suffix: Suffix, allocation: u32 },
      "Lets an account give usernames of a suffix, so many without a deposit.",
    ),
    remove_username_authority: call(
      16,
      authority,
      { suffix: Suffix, authority: MultiAddress },
      "Ends that; usernames stay.",
    ),
    set_username_for: call(
      17,
      "signed",
      { who: MultiAddress, ...username, signature: option(MultiSignature), use_allocation: bool },
      "Gives an account a username, which it has signed or has to accept.",
    ),
    accept_username: call(18, "signed", username, "Accepts a username."),
    remove_expired_approval: call(
      19,
      "signed",
      username,
      "Forgets a username that nobody accepted in time; the deposit returns.",
    ),
    set_primary_username: call(20, "signed", username, "Makes one of the caller's usernames the first."),
    unbind_username: call(21, "signed", username, "Begins to take a username back; for its authority."),
    remove_username: call(22, "signed", username, "Ends a username that was taken back in time; the deposit returns."),
    kill_username: call(23, force, username, "Ends a username; its deposit goes to the treasury."),
  },
  events: {
    IdentitySet: event(0, { who: AccountId }, "An account said who it is."),
    IdentityCleared: event(1, { who: AccountId, deposit: Balance }, "An identity was taken back."),
    IdentityKilled: event(2, { who: AccountId, deposit: Balance }, "An identity was removed."),
    JudgementRequested: event(3, { who: AccountId, ...judged }, "A registrar was asked."),
    JudgementUnrequested: event(4, { who: AccountId, ...judged }, "A request was taken back."),
    JudgementGiven: event(5, { target: AccountId, ...judged }, "A registrar gave its judgement."),
    RegistrarAdded: event(6, judged, "There is a registrar more."),
    SubIdentityAdded: event(7, sub, "A sub-account was added."),
    SubIdentitiesSet: event(
      8,
      { main: AccountId, number_of_subs: u32, new_deposit: Balance },
      "An account's sub-accounts were set.",
    ),
    SubIdentityRenamed: event(9, { sub: AccountId, main: AccountId }, "A sub-account has another name."),
    SubIdentityRemoved: event(10, sub, "A sub-account was removed."),
    SubIdentityRevoked: event(11, sub, "A sub-account ended that by itself."),
    AuthorityAdded: event(12, { authority: AccountId }, "An account may give usernames."),
    AuthorityRemoved: event(13, { authority: AccountId }, "An account gives no usernames any more."),
    UsernameSet: event(14, { who: AccountId, ...username }, "An account has a username."),
    UsernameQueued: event(15, { who: AccountId, ...username, expiration: u32 }, "A username waits to be accepted."),
    PreapprovalExpired: event(16, { whose: AccountId }, "A username was not accepted in time."),
    PrimaryUsernameSet: event(17, { who: AccountId, ...username }, "An account has another primary username."),
    UsernameUnbound: event(19, username, "A username is taken back."),
    UsernameRemoved: event(20, username, "A username ended."),
    UsernameKilled: event(21, username, "A username was removed by authority."),
  },
  errors: {
    TooManySubAccounts: { index: 0, kind: "limit", doc: "An account has at most 100 sub-accounts." },
    NotFound: { index: 1, kind: "not-found", doc: "The account has no identity, or the registrar was not asked." },
    NotNamed: { index: 2, kind: "not-found", doc: "The account has no identity to remove." },
    EmptyIndex: { index: 3, kind: "not-found", doc: "There is no such registrar." },
    FeeChanged: { index: 4, kind: "conflict", doc: "The registrar asks for more than that." },
    NoIdentity: { index: 5, kind: "not-found", doc: "The account has no identity." },
    StickyJudgement: { index: 6, kind: "conflict", doc: "This registrar was asked already, or found an error." },
    JudgementGiven: { index: 7, kind: "conflict", doc: "The judgement has been given." },
    InvalidJudgement: { index: 8, kind: "invalid", doc: "That a fee was paid is no judgement." },
    InvalidIndex: { index: 9, kind: "forbidden", doc: "The caller is not that registrar." },
    InvalidTarget: { index: 10, kind: "not-found", doc: "The account to be judged has no identity." },
    TooManyRegistrars: { index: 11, kind: "limit", doc: "There are at most 20 registrars." },
    AlreadyClaimed: { index: 12, kind: "conflict", doc: "The account is another's sub-account." },
    NotSub: { index: 13, kind: "not-found", doc: "The account is no sub-account." },
    NotOwned: { index: 14, kind: "forbidden", doc: "The account is no sub-account of the caller." },
    JudgementForDifferentIdentity: { index: 15, kind: "conflict", doc: "The identity is not the judged one any more." },
    InvalidSuffix: {
      index: 17,
      kind: "invalid",
      doc: "A suffix has 1 to 7 small letters and digits; it has one authority.",
    },
    NotUsernameAuthority: { index: 18, kind: "forbidden", doc: "The account gives no usernames of this suffix." },
    NoAllocation: { index: 19, kind: "conflict", doc: "The authority has no username without a deposit left." },
    InvalidSignature: { index: 20, kind: "invalid", doc: "The account did not sign the username." },
    InvalidUsername: {
      index: 22,
      kind: "invalid",
      doc: "A username is small letters and digits, a dot and a suffix; or it is not the caller's.",
    },
    UsernameTaken: { index: 23, kind: "conflict", doc: "Somebody has this username." },
    NoUsername: { index: 24, kind: "not-found", doc: "There is no such username." },
    NotExpired: { index: 25, kind: "conflict", doc: "The username may still be accepted." },
    TooEarly: { index: 26, kind: "conflict", doc: "The username was not taken back long enough ago." },
    NotUnbinding: { index: 27, kind: "conflict", doc: "The username is not taken back." },
    AlreadyUnbinding: { index: 28, kind: "conflict", doc: "The username is taken back already." },
  },
  constants: {
    BasicDeposit: constant(Balance, identityDeposit.basic, "On hold for an identity."),
    FieldDeposit: constant(Balance, identityDeposit.field, "On hold for each field of an identity's own."),
    SubAccountDeposit: constant(Balance, identityDeposit.sub, "On hold for each sub-account."),
    UsernameDeposit: constant(Balance, identityDeposit.username, "On hold for a username that no allocation pays for."),
    MaxSubAccounts: constant(u32, maxSubs, "How many sub-accounts an account may have."),
    MaxAdditionalFields: constant(u32, maxFields, "How many fields of its own an identity may have."),
    MaxRegistrars: constant(u32, maxRegistrars, "How many registrars there may be."),
    PendingUsernameExpiration: constant(
      u32,
      usernameBlocks.toAccept,
      "For how many blocks a username can be accepted.",
    ),
    UsernameGracePeriod: constant(
      u32,
      usernameBlocks.toLeave,
      "After how many blocks a username that is taken back ends.",
    ),
    MaxSuffixLength: constant(u32, maxSuffixBytes, "Longest suffix, in bytes."),
    MaxUsernameLength: constant(u32, maxUsernameBytes, "Longest username with its suffix, in bytes."),
  },
});
