// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Lane} from "./Lane.sol";
import {Vault} from "./Vault.sol";
import {Wire} from "./Wire.sol";

/// What people send to the ledger.
abstract contract Outbound is Lane, Vault {
    error Paused();
    /// The account to receive it is zero, or where it goes on from there is no place.
    error BadRecipient();
    /// The fee is below the asset's, or not below the amount.
    error BadFee(uint256 least, uint256 given, uint256 amount);
    error PayloadTooLong(uint256 length);

    uint8 internal constant INBOUND = 1;
    uint8 internal constant OUTBOUND = 2;
    uint256 private constant MAX_ONWARD = 4_096;
    uint256 private constant MAX_PAYLOAD = 8_192;

    /// What was sent and not paid back, by id: a refund of anything else is refused.
    mapping(bytes32 id => bool) public isSent;

    /// Sends tokens to an account of the ledger. `amount` is in units of the token, `fee` in the ledger's and part of it;
    /// `onward`, if not empty, is where it goes on from there: `0 ‖ SCALE MultiLocation`.
    function sendTransfer(
        bytes32 asset,
        uint256 amount,
        uint128 fee,
        bytes32 recipient,
        bytes calldata onward,
        uint64 deadlineMs
    ) external once returns (uint64 nonce, bytes32 id) {
        if (onward.length > 0 && (onward.length < 3 || onward[0] != 0)) revert BadRecipient();
        return transferOut(asset, amount, fee, recipient, onward, deadlineMs);
    }

    /// Sends a message to a contract of the ledger.
    function sendMessage(bytes32 recipient, uint64 gasLimit, bytes calldata payload, uint64 deadlineMs)
        external
        once
        returns (uint64 nonce, bytes32 id)
    {
        if (paused & OUTBOUND != 0) revert Paused();
        if (recipient == 0) revert BadRecipient();
        if (payload.length > MAX_PAYLOAD) revert PayloadTooLong(payload.length);
        bytes memory head = abi.encodePacked(Wire.pad(msg.sender), recipient, gasLimit, uint32(payload.length));
        (nonce, id) = send(Wire.CONTRACT_MESSAGE, deadlineMs, bytes.concat(head, payload));
        isSent[id] = true;
    }

    function transferOut(
        bytes32 asset,
        uint256 amount,
        uint128 fee,
        bytes32 recipient,
        bytes memory onward,
        uint64 deadlineMs
    ) internal returns (uint64 nonce, bytes32 id) {
        if (paused & OUTBOUND != 0) revert Paused();
        if (recipient == 0 || onward.length > MAX_ONWARD) revert BadRecipient();
        uint128 units = takeIn(asset, amount);
        uint128 least = assets[asset].fee;
        if (fee < least || fee >= units) revert BadFee(least, fee, units);
        bytes memory parties = abi.encodePacked(Wire.pad(msg.sender), recipient, uint16(onward.length), onward);
        (nonce, id) = send(Wire.TRANSFER, deadlineMs, bytes.concat(abi.encodePacked(asset, units, fee), parties));
        isSent[id] = true;
    }
}
