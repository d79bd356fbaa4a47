// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// Bytes of messages, integers big-endian: `u8 1 ‖ u8 kind ‖ source 32 ‖ destination 32 ‖ contract 32 ‖ lane 32 ‖ u64 nonce ‖
/// u64 deadline ms ‖ body`.
library Wire {
    /// The bytes are no message of this form.
    error BadMessage();
    /// An account of this chain is twelve zero bytes and an address, neither zero nor the gateway's own.
    error BadAccount(bytes32 account);

    uint8 internal constant VERSION = 1;
    uint8 internal constant TRANSFER = 0;
    uint8 internal constant CONTRACT_MESSAGE = 2;
    uint8 internal constant CONTROL = 3;
    uint8 internal constant REFUND = 4;
    /// Deadline of what never expires.
    uint64 internal constant NEVER = type(uint64).max;

    uint256 internal constant NONCE = 130;
    uint256 internal constant DEADLINE = 138;
    uint256 internal constant BODY = 146;

    function word(bytes calldata message, uint256 place) internal pure returns (bytes32 value) {
        assembly ("memory-safe") {
            value := calldataload(add(message.offset, place))
        }
    }

    /// The `bits` bits from a place on.
    function number(bytes calldata message, uint256 place, uint256 bits) internal pure returns (uint256) {
        return uint256(word(message, place)) >> (256 - bits);
    }

    /// What stands behind its own length, to the very end of the message.
    function tail(bytes calldata message, uint256 place, uint256 bits) internal pure returns (bytes calldata) {
        uint256 start = place + bits / 8;
        if (message.length < start || message.length - start != number(message, place, bits)) revert BadMessage();
        return message[start:];
    }

    function isAccount(bytes32 padded) internal view returns (bool) {
        address who = address(uint160(uint256(padded)));
        return uint256(padded) >> 160 == 0 && who != address(0) && who != address(this);
    }

    function account(bytes32 padded) internal view returns (address) {
        if (!isAccount(padded)) revert BadAccount(padded);
        return address(uint160(uint256(padded)));
    }

    function pad(address who) internal pure returns (bytes32) {
        return bytes32(uint256(uint160(who)));
    }
}
