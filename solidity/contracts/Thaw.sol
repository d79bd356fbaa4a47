// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// How a client of finality that must not believe certificates any more goes on: k of n recovery keys name the set to
/// believe from then on, and the guardian, who is none of them, has fourteen days to object.
abstract contract Thaw {
    /// The caller holds no recovery key.
    error NotRecoveryKey();
    /// The caller is not the guardian.
    error NotGuardian();
    /// Keys are distinct, none is the guardian's, and at least one and at most all of them must agree.
    error BadRecovery();
    /// Certificates are believed: there is nothing to thaw.
    error StillLive();
    /// Nothing was proposed, or was objected to.
    error NothingProposed();
    /// The wait is not over.
    error TooEarly(uint256 from);
    /// Zero is the hash of no set.
    error ZeroSet();

    event ThawSupported(uint64 indexed setId, bytes32 setHash, address by);
    event ThawProposed(uint64 indexed setId, bytes32 setHash, uint256 from);
    event ThawObjected(uint64 indexed setId, bytes32 setHash);

    uint256 public constant OBJECTION_PERIOD = 14 days;

    address public immutable thawGuardian;
    uint256 public immutable recoveryThreshold;
    mapping(address key => bool) public isRecoveryKey;

    /// What is proposed, and since when it may act: zero for nothing.
    uint64 private proposedId;
    uint64 private actsFrom;
    bytes32 private proposedHash;
    /// Who supports what: counted anew after each objection.
    uint256 private round;
    mapping(bytes32 proposal => mapping(address key => bool)) private hasSupported;
    mapping(bytes32 proposal => uint256) private support;

    constructor(address guardian, address[] memory keys, uint256 threshold) {
        if (guardian == address(0) || threshold == 0 || threshold > keys.length) revert BadRecovery();
        for (uint256 i; i < keys.length; ++i) {
            if (keys[i] == address(0) || keys[i] == guardian || isRecoveryKey[keys[i]]) revert BadRecovery();
            isRecoveryKey[keys[i]] = true;
        }
        thawGuardian = guardian;
        recoveryThreshold = threshold;
    }

    function isLive() public view virtual returns (bool);

    /// Begins anew with a set of validators.
    function restart(uint64 id, bytes32 hash) internal virtual;

    /// One recovery key's word for a set. With the last one that is needed the wait begins.
    function supportThaw(uint64 id, bytes32 hash) external {
        if (!isRecoveryKey[msg.sender]) revert NotRecoveryKey();
        if (isLive()) revert StillLive();
        if (hash == 0) revert ZeroSet();
        bytes32 proposal = keccak256(abi.encode(round, id, hash));
        if (hasSupported[proposal][msg.sender]) return;
        hasSupported[proposal][msg.sender] = true;
        emit ThawSupported(id, hash, msg.sender);
        if (++support[proposal] != recoveryThreshold) return;
        (proposedId, proposedHash) = (id, hash);
        actsFrom = uint64(block.timestamp + OBJECTION_PERIOD);
        emit ThawProposed(id, hash, actsFrom);
    }

    /// The guardian's objection ends the proposal and all support that was given until then.
    function objectThaw() external {
        if (msg.sender != thawGuardian) revert NotGuardian();
        if (actsFrom == 0) revert NothingProposed();
        emit ThawObjected(proposedId, proposedHash);
        actsFrom = 0;
        ++round;
    }

    /// Anybody ends the wait once it is over.
    function thaw() external {
        if (actsFrom == 0) revert NothingProposed();
        if (block.timestamp < actsFrom) revert TooEarly(actsFrom);
        if (isLive()) revert StillLive();
        actsFrom = 0;
        ++round;
        restart(proposedId, proposedHash);
    }
}
