// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {TestToken} from "./TestToken.sol";

/// Keeps a hundredth of what is transferred.
contract FeeToken is TestToken {
    function transferFrom(address from, address to, uint256 amount) external override returns (bool) {
        spend(from, amount);
        move(from, to, amount - amount / 100);
        move(from, address(this), amount / 100);
        return true;
    }
}

/// Says that it transferred, and did not.
contract LyingToken is TestToken {
    function transferFrom(address, address, uint256) external pure override returns (bool) {
        return true;
    }
}

/// Returns nothing, as some of the largest do.
contract SilentToken is TestToken {
    function transfer(address to, uint256 amount) external override returns (bool) {
        move(msg.sender, to, amount);
        assembly {
            return(0, 0)
        }
    }

    function transferFrom(address from, address to, uint256 amount) external override returns (bool) {
        spend(from, amount);
        move(from, to, amount);
        assembly {
            return(0, 0)
        }
    }
}

/// Refuses to pay out as long as it is told to: 1 reverts, 2 returns false, 3 uses up all gas, 4 returns a large answer.
contract RefusingToken is TestToken {
    uint8 public mode;

    function setMode(uint8 next) external {
        mode = next;
    }

    function transfer(address to, uint256 amount) external override returns (bool) {
        if (mode == 1) revert NotEnough();
        if (mode == 2) return false;
        while (mode == 3) {}
        if (mode == 4) {
            assembly {
                return(0, 100000)
            }
        }
        move(msg.sender, to, amount);
        return true;
    }
}

/// Calls somebody whenever it moves, and keeps what came of it.
contract ReentrantToken is TestToken {
    address private target;
    bytes private data;
    bytes public answer;

    function onMove(address target_, bytes calldata data_) external {
        (target, data) = (target_, data_);
    }

    function transfer(address to, uint256 amount) external override returns (bool) {
        move(msg.sender, to, amount);
        return again();
    }

    function transferFrom(address from, address to, uint256 amount) external override returns (bool) {
        spend(from, amount);
        move(from, to, amount);
        return again();
    }

    function again() private returns (bool) {
        if (target != address(0)) (, answer) = target.call(data);
        return true;
    }
}
