// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20, Tokens} from "./Tokens.sol";
import {WrappedToken} from "./WrappedToken.sol";

/// An asset of the lane. Amounts are in units of the ledger; the token has `10^gap` times as many.
struct Asset {
    address token;
    uint8 gap;
    bool isWrapped;
    bool isOpen;
    /// When `level` was written, in seconds.
    uint64 filledAt;
    /// What may leave at once, and comes back within a day; none leaves of more.
    uint128 capacity;
    uint128 level;
    /// More than this waits after it was announced.
    uint128 threshold;
    /// The least that a transfer to the ledger gives to who delivers it.
    uint128 fee;
    /// What came in and has not left: nothing else is ever paid from. Of a wrapped token there is none.
    uint128 locked;
}

/// What is held for the ledger, and what is owed here to those whose token refused to be paid out.
abstract contract Vault {
    error UnknownAsset(bytes32 asset);
    error AlreadyRegistered(bytes32 asset);
    /// The token is not the gateway's own, or its decimals are not that many more than the ledger's.
    error BadToken(address token);
    /// A unit of the ledger is not divisible.
    error Remainder(uint256 amount, uint256 unit);
    error AmountTooLarge(uint256 amount);
    /// More than may leave by now.
    error CapReached(uint256 available, uint256 asked);
    /// More than ever came in.
    error NotLocked(uint256 locked, uint256 asked);
    /// Too little gas is left for what must be done after a call, did it use all that it may.
    error TooLittleGas(uint256 needed);
    error NothingOwed();

    /// A token did not let itself be paid out: its owner may claim it.
    event Owed(bytes32 indexed asset, address indexed who, uint256 units);
    event Claimed(bytes32 indexed asset, address indexed who, address to, uint256 units);

    uint256 internal constant TOKEN_GAS = 150_000;
    uint256 private constant AFTER_CALL_GAS = 50_000;

    mapping(bytes32 id => Asset) public assets;
    mapping(bytes32 asset => mapping(address who => uint256 units)) public owed;

    /// What may leave now.
    function available(bytes32 id) public view returns (uint256) {
        Asset storage asset = assets[id];
        uint256 refilled = asset.level + uint256(asset.capacity) * (block.timestamp - asset.filledAt) / 1 days;
        return refilled < asset.capacity ? refilled : asset.capacity;
    }

    /// Takes tokens in from somebody who allowed it, and counts them by what came.
    function takeIn(bytes32 id, uint256 amount) internal returns (uint128 units) {
        Asset storage asset = known(id);
        if (!asset.isOpen) revert UnknownAsset(id);
        uint256 unit = 10 ** asset.gap;
        if (amount % unit != 0) revert Remainder(amount, unit);
        if (amount / unit > type(uint128).max) revert AmountTooLarge(amount);
        units = uint128(amount / unit);
        if (asset.isWrapped) {
            WrappedToken(asset.token).burnFrom(msg.sender, amount);
        } else {
            asset.locked += units;
            Tokens.take(asset.token, msg.sender, amount);
        }
    }

    /// Counts what leaves; who gets it is paid by `payOrOwe`.
    function draw(bytes32 id, uint128 units) internal {
        Asset storage asset = known(id);
        uint256 level = available(id);
        if (units > level) revert CapReached(level, units);
        (asset.level, asset.filledAt) = (uint128(level - units), uint64(block.timestamp));
        unlock(asset, units);
    }

    /// Counts what goes back to its sender.
    function unlockFor(bytes32 id, uint128 units) internal {
        unlock(known(id), units);
    }

    function payOrOwe(bytes32 id, address to, uint128 units) internal {
        if (units == 0) return;
        Asset storage asset = assets[id];
        requireGas(TOKEN_GAS);
        if (Tokens.attempt(asset.token, TOKEN_GAS, payment(asset, to, units))) return;
        owed[id][to] += units;
        emit Owed(id, to, units);
    }

    /// Pays what is owed to somebody. Anybody may ask for it; only the owner may name another address.
    function claimOwed(bytes32 id, address who, address to) internal {
        uint256 units = owed[id][who];
        if (units == 0) revert NothingOwed();
        owed[id][who] = 0;
        Asset storage asset = assets[id];
        bool isPaid = Tokens.attempt(asset.token, gasleft(), payment(asset, to, units));
        if (!isPaid) revert Tokens.TokenFailed(asset.token);
        emit Claimed(id, who, to, units);
    }

    function register(bytes32 id, address token, uint8 gap, bool isWrapped, uint128[3] memory limits) internal {
        if (assets[id].token != address(0)) revert AlreadyRegistered(id);
        if (token.code.length == 0) revert Tokens.NoCode(token);
        bool isOurs = !isWrapped || WrappedToken(token).gateway() == address(this);
        if (!isOurs || gap > 30 || IERC20(token).decimals() < gap) revert BadToken(token);
        Asset storage asset = assets[id];
        (asset.token, asset.gap, asset.isWrapped) = (token, gap, isWrapped);
        setLimits(id, true, limits);
    }

    /// Capacity, threshold, fee. The level starts full: what was there of another capacity does not count.
    function setLimits(bytes32 id, bool isOpen, uint128[3] memory limits) internal {
        Asset storage asset = known(id);
        (asset.capacity, asset.threshold, asset.fee) = (limits[0], limits[1], limits[2]);
        (asset.level, asset.filledAt, asset.isOpen) = (limits[0], uint64(block.timestamp), isOpen);
    }

    function known(bytes32 id) internal view returns (Asset storage asset) {
        asset = assets[id];
        if (asset.token == address(0)) revert UnknownAsset(id);
    }

    /// A call with this much gas gets it, and enough is left to write down that it failed.
    function requireGas(uint256 gasLimit) internal view {
        if (gasleft() * 63 / 64 < gasLimit + AFTER_CALL_GAS) revert TooLittleGas(gasLimit + AFTER_CALL_GAS);
    }

    function unlock(Asset storage asset, uint128 units) private {
        if (asset.isWrapped) return;
        if (units > asset.locked) revert NotLocked(asset.locked, units);
        asset.locked -= units;
    }

    function payment(Asset storage asset, address to, uint256 units) private view returns (bytes memory) {
        uint256 amount = units * 10 ** asset.gap;
        if (asset.isWrapped) return abi.encodeCall(WrappedToken.mint, (to, amount));
        return abi.encodeCall(IERC20.transfer, (to, amount));
    }
}
