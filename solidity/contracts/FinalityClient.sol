// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Commitment, Quorum, Signatures} from "./Quorum.sol";
import {Thaw} from "./Thaw.sol";

/// Where a client begins: a certified block that whoever deploys it has checked.
struct Checkpoint {
    bytes32 genesisHash;
    uint32 number;
    uint64 timeMs;
    bytes32 outboundRoot;
    uint64 setId;
    /// 20 bytes for each validator of the set that certifies the next block.
    bytes validators;
}

/// What a client knows of the ledger; first of its bases, so that slots are where others look for them.
abstract contract Newest {
    /// Slot 0: the root under which messages are proven; zero after a thaw, until the next commitment.
    bytes32 public outboundRoot;
    /// Slot 1, with the three below: the newest block accepted.
    uint32 public number;
    uint64 public timeMs;
    uint64 public setId;
    bool public isContradicted;
    /// Slot 2: hash of the set that certifies the next block.
    bytes32 public setHash;
}

/// Follows the finality of one ledger by its certificates alone: nobody's word counts but a quorum's of the set in office.
contract FinalityClient is Newest, Thaw {
    /// The block is not above the newest one accepted.
    error NotNewer(uint32 known, uint32 given);
    /// The block is not later than the newest one accepted.
    error TimeNotAbove(uint64 knownMs, uint64 givenMs);
    /// The block is more than five minutes ahead of this chain.
    error TimeAhead(uint256 latestMs, uint64 givenMs);
    /// Another set than the one in office signed.
    error UnknownSet(uint64 known, uint64 signed);
    /// Zero is no root and no set: neither was ever certified.
    error ZeroHash();
    /// The newest block accepted is older than the trust period, or two certificates contradicted each other.
    error NotLive();
    /// The two are one certificate, or of different heights.
    error NoContradiction();
    /// The checkpoint names no validator, more than 256, or one twice.
    error BadValidators();

    event CommitmentAccepted(uint32 indexed number, bytes32 outboundRoot);
    event SetRotated(uint64 indexed id, bytes32 hash);
    event Contradiction(uint32 indexed number, bytes32 one, bytes32 other);

    /// Below the time for which validators' stake stays bound: whoever signs something false within it can be slashed.
    uint256 public constant TRUST_PERIOD = 14 days;
    uint256 private constant MAX_AHEAD_MS = 5 minutes * 1000;

    bytes32 public immutable genesisHash;

    /// The set before it, and the time of the block with which its office ended.
    bytes32 private previousSetHash;
    uint64 private retiredMs;

    constructor(Checkpoint memory from, address guardian, address[] memory recoveryKeys, uint256 recoveryThreshold)
        Thaw(guardian, recoveryKeys, recoveryThreshold)
    {
        if (from.genesisHash == 0 || from.outboundRoot == 0) revert ZeroHash();
        requireNotAhead(from.timeMs);
        requireDistinct(from.validators);
        genesisHash = from.genesisHash;
        outboundRoot = from.outboundRoot;
        number = from.number;
        timeMs = from.timeMs;
        setId = from.setId;
        setHash = Quorum.setHash(from.setId, from.validators);
        if (!isLive()) revert NotLive();
    }

    /// Whether commitments are accepted and releases are made.
    function isLive() public view override returns (bool) {
        return !isContradicted && block.timestamp * 1000 <= uint256(timeMs) + TRUST_PERIOD * 1000;
    }

    /// The root under which a release may be proven now.
    function liveRoot() external view returns (bytes32) {
        if (!isLive()) revert NotLive();
        return knownRoot();
    }

    /// The newest root, however old: for what takes nothing out.
    function knownRoot() public view returns (bytes32) {
        if (outboundRoot == 0) revert ZeroHash();
        return outboundRoot;
    }

    /// Accepts a certificate. One that ends the office of its set cannot be left out: the next set counts after it alone.
    function submit(Commitment calldata c, Signatures calldata given) external {
        if (!isLive()) revert NotLive();
        if (c.number <= number) revert NotNewer(number, c.number);
        if (c.timeMs <= timeMs) revert TimeNotAbove(timeMs, c.timeMs);
        requireNotAhead(c.timeMs);
        if (c.outboundRoot == 0 || c.nextSetHash == 0) revert ZeroHash();
        if (c.setId != setId) revert UnknownSet(setId, c.setId);
        bytes32 current = setHash;
        Quorum.check(Quorum.digest(genesisHash, c), c.setId, current, given);

        outboundRoot = c.outboundRoot;
        number = c.number;
        timeMs = c.timeMs;
        emit CommitmentAccepted(c.number, c.outboundRoot);
        if (c.nextSetHash == current) return;
        previousSetHash = current;
        retiredMs = c.timeMs;
        setHash = c.nextSetHash;
        setId = c.setId + 1;
        emit SetRotated(c.setId + 1, c.nextSetHash);
    }

    /// Stops everything that takes the ledger's word: two different blocks of one height were certified, by the set in
    /// office or, while its stake is bound, by the one before.
    function reportContradiction(
        Commitment calldata one,
        Signatures calldata byOne,
        Commitment calldata other,
        Signatures calldata byOther
    ) external {
        bytes32 digest = Quorum.digest(genesisHash, one);
        bytes32 otherDigest = Quorum.digest(genesisHash, other);
        if (one.number != other.number || digest == otherDigest) revert NoContradiction();
        Quorum.check(digest, one.setId, accountableSet(one.setId), byOne);
        Quorum.check(otherDigest, other.setId, accountableSet(other.setId), byOther);
        isContradicted = true;
        emit Contradiction(one.number, one.blockHash, other.blockHash);
    }

    function accountableSet(uint64 id) private view returns (bytes32) {
        if (id == setId) return setHash;
        bool isBound = block.timestamp * 1000 <= uint256(retiredMs) + TRUST_PERIOD * 1000;
        if (id + 1 != setId || previousSetHash == 0 || !isBound) revert UnknownSet(setId, id);
        return previousSetHash;
    }

    /// Nothing that was accepted before counts: not the root, which a false certificate may have named, nor the height.
    function restart(uint64 id, bytes32 hash) internal override {
        outboundRoot = 0;
        number = 0;
        timeMs = uint64(block.timestamp * 1000);
        isContradicted = false;
        setId = id;
        setHash = hash;
        previousSetHash = 0;
        emit SetRotated(id, hash);
    }

    function requireNotAhead(uint64 givenMs) private view {
        uint256 latestMs = block.timestamp * 1000 + MAX_AHEAD_MS;
        if (givenMs > latestMs) revert TimeAhead(latestMs, givenMs);
    }

    function requireDistinct(bytes memory validators) private pure {
        uint256 n = validators.length / 20;
        if (n == 0 || n > 256 || validators.length % 20 != 0) revert BadValidators();
        for (uint256 i; i < n; ++i) {
            for (uint256 j; j < i; ++j) if (addressAt(validators, i) == addressAt(validators, j)) revert BadValidators();
        }
    }

    function addressAt(bytes memory validators, uint256 i) private pure returns (address validator) {
        assembly ("memory-safe") {
            validator := shr(96, mload(add(add(validators, 32), mul(i, 20))))
        }
    }
}
