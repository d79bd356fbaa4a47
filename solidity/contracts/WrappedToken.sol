// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// An asset whose home is another chain: as many units as are held for it there. Only the gateway makes and ends units.
contract WrappedToken {
    error NotGateway();
    error NotEnough(uint256 available, uint256 asked);
    error NoAccount();

    event Transfer(address indexed from, address indexed to, uint256 amount);
    event Approval(address indexed owner, address indexed spender, uint256 amount);

    address public immutable gateway;
    uint8 public immutable decimals;
    string public name;
    string public symbol;
    uint256 public totalSupply;
    mapping(address who => uint256) public balanceOf;
    mapping(address owner => mapping(address spender => uint256)) public allowance;

    constructor(address gateway_, string memory name_, string memory symbol_, uint8 decimals_) {
        (gateway, name, symbol, decimals) = (gateway_, name_, symbol_, decimals_);
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        move(msg.sender, to, amount);
        return true;
    }

    function approve(address spender, uint256 amount) external returns (bool) {
        allowance[msg.sender][spender] = amount;
        emit Approval(msg.sender, spender, amount);
        return true;
    }

    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        spend(from, amount);
        move(from, to, amount);
        return true;
    }

    function mint(address to, uint256 amount) external returns (bool) {
        if (msg.sender != gateway) revert NotGateway();
        if (to == address(0)) revert NoAccount();
        totalSupply += amount;
        unchecked {
            balanceOf[to] += amount;
        }
        emit Transfer(address(0), to, amount);
        return true;
    }

    /// Ends units of somebody who allowed the gateway to.
    function burnFrom(address from, uint256 amount) external returns (bool) {
        if (msg.sender != gateway) revert NotGateway();
        spend(from, amount);
        take(from, amount);
        unchecked {
            totalSupply -= amount;
        }
        emit Transfer(from, address(0), amount);
        return true;
    }

    function move(address from, address to, uint256 amount) private {
        if (to == address(0)) revert NoAccount();
        take(from, amount);
        unchecked {
            balanceOf[to] += amount;
        }
        emit Transfer(from, to, amount);
    }

    function take(address from, uint256 amount) private {
        uint256 balance = balanceOf[from];
        if (balance < amount) revert NotEnough(balance, amount);
        unchecked {
            balanceOf[from] = balance - amount;
        }
    }

    function spend(address owner, uint256 amount) private {
        uint256 allowed = allowance[owner][msg.sender];
        if (allowed == type(uint256).max) return;
        if (allowed < amount) revert NotEnough(allowed, amount);
        allowance[owner][msg.sender] = allowed - amount;
    }
}
