// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Outbound} from "./Outbound.sol";
import {Wire} from "./Wire.sol";

/// What the ledger's governance can tell the gateway, and what its guardian can. A closed list: none of it moves a token.
abstract contract Control is Outbound {
    error NotGuardian();
    error BadCommand(uint8 command);

    event PauseChanged(uint8 paused, address by);
    event GuardianChanged(address guardian);
    event AssetChanged(bytes32 indexed asset);

    /// `u8 directions`
    uint8 private constant SET_PAUSED = 0;
    /// `asset 32 ‖ token 20 ‖ u8 gap ‖ u8 wrapped ‖ u128 capacity ‖ u128 threshold ‖ u128 fee`
    uint8 private constant REGISTER = 1;
    /// `asset 32 ‖ u8 open ‖ u128 capacity ‖ u128 threshold ‖ u128 fee`
    uint8 private constant SET_LIMITS = 2;
    /// `address 20`
    uint8 private constant SET_GUARDIAN = 3;

    /// Pauses, and cannot unpause.
    address public guardian;

    constructor(address guardian_) {
        if (guardian_ == address(0)) revert NotGuardian();
        guardian = guardian_;
    }

    /// Stops transfers and contract messages in directions: 1 what is delivered here, 2 what is sent, 3 both.
    function pause(uint8 directions) external {
        if (msg.sender != guardian) revert NotGuardian();
        setPaused(paused | (directions & (INBOUND | OUTBOUND)));
    }

    function obey(bytes calldata message) internal {
        uint8 command = uint8(message[Wire.BODY]);
        bytes calldata given = Wire.tail(message, Wire.BODY + 1, 16);
        if (command == SET_PAUSED && given.length == 1) {
            setPaused(uint8(given[0]) & (INBOUND | OUTBOUND));
        } else if (command == REGISTER && given.length == 102) {
            register(
                bytes32(given),
                address(bytes20(given[32:52])),
                uint8(given[52]),
                uint8(given[53]) == 1,
                readLimits(given[54:])
            );
            emit AssetChanged(bytes32(given));
        } else if (command == SET_LIMITS && given.length == 81) {
            setLimits(bytes32(given), uint8(given[32]) == 1, readLimits(given[33:]));
            emit AssetChanged(bytes32(given));
        } else if (command == SET_GUARDIAN && given.length == 20) {
            guardian = address(bytes20(given));
            emit GuardianChanged(guardian);
        } else {
            revert BadCommand(command);
        }
    }

    function setPaused(uint8 directions) private {
        paused = directions;
        emit PauseChanged(directions, msg.sender);
    }

    function readLimits(bytes calldata given) private pure returns (uint128[3] memory limits) {
        for (uint256 i; i < 3; ++i) limits[i] = uint128(bytes16(given[16 * i:]));
    }
}
