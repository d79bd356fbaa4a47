// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBridgeReceiver} from "../Gateway.sol";

/// Takes messages of the ledger, or does not: 1 reverts, 2 uses up all gas.
contract Receiver is IBridgeReceiver {
    error Refused();

    uint8 public mode;
    address public caller;
    bytes32 public sender;
    bytes public payload;

    function setMode(uint8 next) external {
        mode = next;
    }

    function onBridgeMessage(bytes32, bytes32 sender_, bytes calldata payload_) external {
        if (mode == 1) revert Refused();
        while (mode == 2) {}
        (caller, sender, payload) = (msg.sender, sender_, payload_);
    }
}
