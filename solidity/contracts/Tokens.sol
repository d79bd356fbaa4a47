// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// What of ERC-20 is used.
interface IERC20 {
    function balanceOf(address who) external view returns (uint256);
    function transfer(address to, uint256 amount) external returns (bool);
    function transferFrom(address from, address to, uint256 amount) external returns (bool);
    function decimals() external view returns (uint8);
}

/// Calls of tokens that may do anything.
library Tokens {
    /// There is no contract at this address.
    error NoCode(address token);
    /// What came in is not what was to come in: a token that takes a fee, or pays nothing.
    error OtherAmount(uint256 expected, uint256 came);
    /// The token refused, or said that it did not do it.
    error TokenFailed(address token);

    /// Takes exactly this amount in, by what the balance says and not by what the token says.
    function take(address token, address from, uint256 amount) internal {
        uint256 before = IERC20(token).balanceOf(address(this));
        bytes memory call = abi.encodeCall(IERC20.transferFrom, (from, address(this), amount));
        if (!attempt(token, gasleft(), call)) revert TokenFailed(token);
        uint256 came = IERC20(token).balanceOf(address(this)) - before;
        if (came != amount) revert OtherAmount(amount, came);
    }

    /// Whether a call was done: it did not revert, and returned true or, of a contract, nothing. At most one word of what it
    /// returns is copied.
    function attempt(address token, uint256 gasLimit, bytes memory data) internal returns (bool isDone) {
        assembly ("memory-safe") {
            mstore(0, 0)
            let ok := call(gasLimit, token, 0, add(data, 32), mload(data), 0, 32)
            let size := returndatasize()
            let said := or(and(iszero(size), gt(extcodesize(token), 0)), and(gt(size, 31), eq(mload(0), 1)))
            isDone := and(ok, said)
        }
    }
}
