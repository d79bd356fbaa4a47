import {
  AccountId,
  bool,
  bytes,
  compact,
  enumeration,
  MultiAddress,
  option,
  struct,
  type TypeOf,
  tuple,
  u8,
  u32,
  unit,
  variant,
} from "@pha/codec";
import { call, configured, constant, definePallet, event, indexedMap, map } from "@pha/frame";
import { Balance, PHA } from "../balances/account-data.ts";

/** Longest name or symbol, in bytes. */
export const maxText = 50;

/** How many accounts or approvals of an asset one call removes. */
export const removedAtOnce = 100;

/** On hold for an asset, what it is called and each byte of that, an approval, an account that nothing else pays for. */
export const assetDeposit = {
  asset: PHA,
  metadata: (PHA * 83n) / 100n,
  perByte: PHA / 100n,
  approval: PHA / 100n,
  account: (PHA * 33n) / 100n,
} as const;

const AssetStatus = enumeration(
  { Live: variant(0), Frozen: variant(1), Destroying: variant(2) },
  { path: ["pallet_assets", "types", "AssetStatus"] },
);

/** An asset: who owns, issues, administers and freezes it, and how much of it there is. */
export const AssetDetails = struct(
  {
    owner: AccountId,
    issuer: AccountId,
    admin: AccountId,
    freezer: AccountId,
    supply: Balance,
    deposit: Balance,
    min_balance: Balance,
    is_sufficient: bool,
    accounts: u32,
    sufficients: u32,
    approvals: u32,
    status: AssetStatus,
  },
  { path: ["pallet_assets", "types", "AssetDetails"] },
);
export type AssetDetails = TypeOf<typeof AssetDetails>;

const AccountStatus = enumeration(
  { Liquid: variant(0), Frozen: variant(1), Blocked: variant(2) },
  { path: ["pallet_assets", "types", "AccountStatus"] },
);

/** Why an account of an asset may exist. */
const ExistenceReason = enumeration(
  {
    Consumer: variant(0),
    Sufficient: variant(1),
    DepositHeld: variant(2, Balance),
    DepositRefunded: variant(3),
    DepositFrom: variant(4, tuple(AccountId, Balance)),
  },
  { path: ["pallet_assets", "types", "ExistenceReason"] },
);
export type ExistenceReason = TypeOf<typeof ExistenceReason>;

export const AssetAccount = struct(
  { balance: Balance, status: AccountStatus, reason: ExistenceReason, extra: unit },
  { path: ["pallet_assets", "types", "AssetAccount"] },
);
export type AssetAccount = TypeOf<typeof AssetAccount>;

const Approval = struct({ amount: Balance, deposit: Balance }, { path: ["pallet_assets", "types", "Approval"] });

const Text = bytes({ max: maxText });

const AssetMetadata = struct(
  { deposit: Balance, name: Text, symbol: Text, decimals: u8, is_frozen: bool },
  { path: ["pallet_assets", "types", "AssetMetadata"] },
);
export type AssetMetadata = TypeOf<typeof AssetMetadata>;

const AssetId = u32;
const id = compact(AssetId);
const amount = compact(Balance);
const target = MultiAddress;
/** Longer ones are refused by name. */
const text = bytes({ max: 1_024 });
const described = { name: text, symbol: text, decimals: u8 };
const force = configured("force");
/** Root, which is `undefined`, or an account. */
const owner = configured("owner", option(AccountId));
const asset_id = AssetId;

export const assets = definePallet("Assets", 19, {
  doc: "Tokens beside PHA, which anybody may issue.",
  holdReasons: {
    Asset: { index: 0, doc: "Deposit for an asset.", ends: false },
    Metadata: { index: 1, doc: "Deposit for what an asset is called.", ends: false },
    Approval: { index: 2, doc: "Deposit for approvals.", ends: false },
    Account: { index: 3, doc: "Deposit for accounts of assets.", ends: false },
  },
  storage: {
    asset: map(AssetId, AssetDetails, { doc: "Assets by id." }),
    account: indexedMap(AccountId, AssetAccount, { by: AssetId, doc: "Who has how much of an asset." }),
    approvals: map([AssetId, AccountId, AccountId], Approval, {
      doc: "How much of an asset somebody may move for its owner.",
    }),
    approved: indexedMap(tuple(AccountId, AccountId), bool, { by: AssetId, doc: "Owner and delegate of approvals." }),
    metadata: map(AssetId, AssetMetadata, {
      initial: { deposit: 0n, name: new Uint8Array(), symbol: new Uint8Array(), decimals: 0, is_frozen: false },
      doc: "What an asset is called.",
    }),
  },
  calls: {
    create: call(
      0,
      "signed",
      { id, admin: target, min_balance: Balance },
      "Makes an asset of the caller's, against a deposit.",
    ),
    force_create: call(
      1,
      force,
      { id, owner: target, is_sufficient: bool, min_balance: amount },
      "Makes an asset; a sufficient one is a reason for its accounts to exist.",
    ),
    start_destroy: call(2, owner, { id }, "Begins to end an asset, for its owner."),
    destroy_accounts: call(3, "signed", { id }, "Removes up to 100 accounts of an asset that ends."),
    destroy_approvals: call(4, "signed", { id }, "Removes up to 100 approvals of an asset that ends."),
    finish_destroy: call(5, "signed", { id }, "Ends an asset that has neither any more: its deposits return."),
    mint: call(6, "signed", { id, beneficiary: target, amount }, "Issues some of an asset, for its issuer."),
    burn: call(7, "signed", { id, who: target, amount }, "Destroys up to so much of an account's, for the admin."),
    transfer: call(8, "signed", { id, target, amount }, "Moves some of an asset to another account."),
    transfer_keep_alive: call(9, "signed", { id, target, amount }, "Does so if the caller's account stays."),
    force_transfer: call(10, "signed", { id, source: target, dest: target, amount }, "Does so for the admin."),
    freeze: call(11, "signed", { id, who: target }, "Lets an account pay no more of an asset, for its freezer."),
    thaw: call(12, "signed", { id, who: target }, "Ends that, for the admin."),
    freeze_asset: call(13, "signed", { id }, "Lets nobody pay with an asset, for its freezer."),
    thaw_asset: call(14, "signed", { id }, "Ends that, for the admin."),
    transfer_ownership: call(
      15,
      "signed",
      { id, owner: target },
      "Gives an asset to another owner, with its deposits.",
    ),
    set_team: call(
      16,
      "signed",
      { id, issuer: target, admin: target, freezer: target },
      "Says who issues, administers and freezes an asset.",
    ),
    set_metadata: call(17, "signed", { id, ...described }, "Says what an asset is called, against a deposit."),
    clear_metadata: call(18, "signed", { id }, "Takes that back: the deposit returns."),
    force_set_metadata: call(19, force, { id, ...described, is_frozen: bool }, "Says what an asset is called."),
    force_clear_metadata: call(20, force, { id }, "Takes that back; its deposit returns to the owner."),
    force_asset_status: call(
      21,
      force,
      {
        id,
        owner: target,
        issuer: target,
        admin: target,
        freezer: target,
        min_balance: amount,
        is_sufficient: bool,
        is_frozen: bool,
      },
      "Sets all that an asset is; the deposits of an owner who is replaced return.",
    ),
    approve_transfer: call(
      22,
      "signed",
      { id, delegate: target, amount },
      "Lets somebody move so much more of the caller's, against a deposit.",
    ),
    cancel_approval: call(23, "signed", { id, delegate: target }, "Ends that: the deposit returns."),
    force_cancel_approval: call(
      24,
      owner,
      { id, owner: target, delegate: target },
      "Ends an approval, for the admin; its deposit returns to the owner.",
    ),
    transfer_approved: call(
      25,
      "signed",
      { id, owner: target, destination: target, amount },
      "Moves some of what somebody lets the caller move.",
    ),
    touch: call(26, "signed", { id }, "Makes an account of an asset, against a deposit."),
    refund: call(
      27,
      "signed",
      { id, allow_burn: bool },
      "Ends the caller's account: its deposit returns, and what it has of the asset is lost.",
    ),
    set_min_balance: call(28, "signed", { id, min_balance: Balance }, "Sets the least that an account may have."),
    touch_other: call(29, "signed", { id, who: target }, "Makes another's account, for the admin or freezer."),
    refund_other: call(30, "signed", { id, who: target }, "Ends such an account: the deposit returns."),
    block: call(31, "signed", { id, who: target }, "Lets an account neither pay nor receive, for the freezer."),
  },
  events: {
    Created: event(0, { asset_id, creator: AccountId, owner: AccountId }, "An asset was made."),
    Issued: event(1, { asset_id, owner: AccountId, amount: Balance }, "Some of an asset was issued."),
    Transferred: event(
      2,
      { asset_id, from: AccountId, to: AccountId, amount: Balance },
      "Some of an asset was transferred.",
    ),
    Burned: event(3, { asset_id, owner: AccountId, balance: Balance }, "Some of an asset was destroyed."),
    TeamChanged: event(
      4,
      { asset_id, issuer: AccountId, admin: AccountId, freezer: AccountId },
      "An asset has another team.",
    ),
    OwnerChanged: event(5, { asset_id, owner: AccountId }, "An asset has another owner."),
    Frozen: event(6, { asset_id, who: AccountId }, "An account was frozen."),
    Thawed: event(7, { asset_id, who: AccountId }, "An account was thawed."),
    AssetFrozen: event(8, { asset_id }, "An asset was frozen."),
    AssetThawed: event(9, { asset_id }, "An asset was thawed."),
    AccountsDestroyed: event(
      10,
      { asset_id, accounts_destroyed: u32, accounts_remaining: u32 },
      "Accounts of an asset that ends were removed.",
    ),
    ApprovalsDestroyed: event(
      11,
      { asset_id, approvals_destroyed: u32, approvals_remaining: u32 },
      "Approvals of an asset that ends were removed.",
    ),
    DestructionStarted: event(12, { asset_id }, "An asset begins to end."),
    Destroyed: event(13, { asset_id }, "An asset ended."),
    ForceCreated: event(14, { asset_id, owner: AccountId }, "An asset was made by authority."),
    MetadataSet: event(
      15,
      { asset_id, name: Text, symbol: Text, decimals: u8, is_frozen: bool },
      "An asset is called otherwise.",
    ),
    MetadataCleared: event(16, { asset_id }, "An asset is not called anything."),
    ApprovedTransfer: event(
      17,
      { asset_id, source: AccountId, delegate: AccountId, amount: Balance },
      "An owner lets somebody move some of an asset.",
    ),
    ApprovalCancelled: event(18, { asset_id, owner: AccountId, delegate: AccountId }, "An approval was ended."),
    TransferredApproved: event(
      19,
      { asset_id, owner: AccountId, delegate: AccountId, destination: AccountId, amount: Balance },
      "Some of an asset was moved for its owner.",
    ),
    AssetStatusChanged: event(20, { asset_id }, "An asset was changed by authority."),
    AssetMinBalanceChanged: event(21, { asset_id, new_min_balance: Balance }, "Accounts must have more, or less."),
    Touched: event(22, { asset_id, who: AccountId, depositor: AccountId }, "An account was made against a deposit."),
    Blocked: event(23, { asset_id, who: AccountId }, "An account was blocked."),
  },
  errors: {
    BalanceLow: { index: 0, kind: "conflict", doc: "The account has less than that." },
    NoAccount: { index: 1, kind: "not-found", doc: "The account has nothing of the asset." },
    NoPermission: { index: 2, kind: "forbidden", doc: "The caller may not do this with the asset." },
    Unknown: { index: 3, kind: "not-found", doc: "There is no such asset, name or approval." },
    Frozen: { index: 4, kind: "conflict", doc: "The account is frozen or blocked." },
    InUse: { index: 5, kind: "conflict", doc: "The asset exists, or has accounts or approvals." },
    MinBalanceZero: { index: 7, kind: "invalid", doc: "Accounts must have something." },
    UnavailableConsumer: { index: 8, kind: "conflict", doc: "The account has no PHA, or too much relies on it." },
    BadMetadata: { index: 9, kind: "limit", doc: "A name or symbol has at most 50 bytes." },
    Unapproved: { index: 10, kind: "forbidden", doc: "The owner does not let the caller move so much." },
    AlreadyExists: { index: 12, kind: "conflict", doc: "The account has some of the asset already." },
    NoDeposit: { index: 13, kind: "conflict", doc: "The account has no deposit to return." },
    WouldBurn: { index: 14, kind: "conflict", doc: "What the account has would be lost." },
    AssetNotLive: { index: 16, kind: "conflict", doc: "The asset is frozen, or ends." },
    IncorrectStatus: { index: 17, kind: "conflict", doc: "The asset ends, or does not end yet." },
    NotFrozen: { index: 18, kind: "conflict", doc: "The asset is not frozen." },
    BelowMinimum: { index: 40, kind: "invalid", doc: "The amount is less than an account must have." },
    Blocked: { index: 41, kind: "conflict", doc: "The receiving account is blocked." },
    Overflow: { index: 42, kind: "invalid", doc: "All of an asset must fit 128 bits." },
  },
  constants: {
    RemoveItemsLimit: constant(u32, removedAtOnce, "How many accounts or approvals one call removes."),
    AssetDeposit: constant(Balance, assetDeposit.asset, "On hold for an asset."),
    AssetAccountDeposit: constant(Balance, assetDeposit.account, "On hold for an account that nothing else pays for."),
    MetadataDepositBase: constant(Balance, assetDeposit.metadata, "On hold for what an asset is called."),
    MetadataDepositPerByte: constant(Balance, assetDeposit.perByte, "On hold for each byte of that."),
    ApprovalDeposit: constant(Balance, assetDeposit.approval, "On hold for an approval."),
    StringLimit: constant(u32, maxText, "Longest name or symbol, in bytes."),
  },
});
