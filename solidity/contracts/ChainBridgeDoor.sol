// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Outbound} from "./Outbound.sol";

/// Deposits in ChainBridge's layout, so that what was made for it can send: `amount 32 ‖ length 32 ‖ recipient`, the recipient
/// a SCALE `MultiLocation`. Only places where somebody can own it are taken: an account of the ledger, or of a parachain.
abstract contract ChainBridgeDoor is Outbound {
    /// The lane leads to another domain.
    error OtherDomain(uint8 expected, uint8 given);

    event Deposit(
        uint8 destinationDomainID,
        bytes32 resourceID,
        uint64 depositNonce,
        address indexed user,
        bytes data,
        bytes handlerResponse
    );

    /// A deposit names no deadline.
    uint64 private constant LIFE_MS = 1 days * 1000;

    /// The number by which ChainBridge knows the ledger.
    uint8 public immutable chainBridgeDomain;

    constructor(uint8 domain) {
        chainBridgeDomain = domain;
    }

    /// Sends tokens for the asset's fee and with a day's time.
    function deposit(uint8 domain, bytes32 resourceID, bytes calldata data) external once {
        if (domain != chainBridgeDomain) revert OtherDomain(chainBridgeDomain, domain);
        if (data.length < 64 || uint256(bytes32(data[32:64])) != data.length - 64) revert BadRecipient();
        (bytes32 recipient, bytes memory onward) = readLocation(data[64:]);
        uint64 deadlineMs = uint64(block.timestamp * 1000) + LIFE_MS;
        uint128 fee = assets[resourceID].fee;
        (uint64 nonce,) = transferOut(resourceID, uint256(bytes32(data)), fee, recipient, onward, deadlineMs);
        emit Deposit(domain, resourceID, nonce, msg.sender, data, "");
    }

    /// `00 01 01 00 ‖ account`: of the ledger. `01 02 00 ‖ compact id ‖ 01 00 ‖ account`: of a parachain.
    function readLocation(bytes calldata place) private pure returns (bytes32 recipient, bytes memory onward) {
        uint256 n = place.length;
        if (n < 36) revert BadRecipient();
        recipient = bytes32(place[n - 32:]);
        if (n == 36 && bytes4(place[:4]) == 0x00010100) return (recipient, "");
        uint256 mode = n > 36 ? uint8(place[3]) & 3 : 3;
        // A compact number has 1, 2 or 4 bytes by the two lowest bits of its first.
        bool isWhole = mode < 3 && n == 37 + (1 << mode);
        if (!isWhole || bytes3(place[:3]) != 0x010200 || bytes2(place[n - 34:n - 32]) != 0x0100) revert BadRecipient();
        onward = bytes.concat(hex"00", place);
    }
}
