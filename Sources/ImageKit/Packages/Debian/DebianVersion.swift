/// The version of a Debian package: `[epoch:]upstream[-revision]`.
///
/// Every text is kept verbatim and has its place in the order, also one that dpkg would refuse. Two texts are equal where
/// dpkg's order says so (`1.0`, `1.00` and `0:1.0-0`); compare ``text`` to tell them apart.
///
/// Specification: deb-version(7)
public struct DebianVersion: Sendable {
    /// The version as written.
    public let text: String
    /// The digits before the first colon; empty where there is no epoch.
    public let epoch: Substring
    /// What stands between epoch and revision.
    public let upstream: Substring
    /// What follows the last hyphen; nil where there is none.
    public let revision: Substring?

    /// Splits a version at its first colon and its last hyphen.
    public init(_ text: String) {
        self.text = text
        var rest = text[...]
        // A colon after something else than digits is taken for a part of the upstream version.
        if let colon = rest.utf8.firstIndex(of: UInt8(ascii: ":")), colon > rest.startIndex,
            rest[..<colon].utf8.allSatisfy(\.isDigit)
        {
            epoch = rest[..<colon]
            rest = rest[rest.utf8.index(after: colon)...]
        } else {
            epoch = ""
        }
        if let hyphen = rest.utf8.lastIndex(of: UInt8(ascii: "-")) {
            revision = rest[rest.utf8.index(after: hyphen)...]
            rest = rest[..<hyphen]
        } else {
            revision = nil
        }
        upstream = rest
    }

    /// Whether dpkg accepts the version: an epoch that fits 31 bits, no empty part, no character that is not allowed.
    public var isValid: Bool {
        guard upstream.utf8.first?.isDigit ?? false else { return false }
        guard epoch.isEmpty || Int32(epoch) != nil else { return false }
        // An epoch gives colons a meaning; without one, none may follow.
        guard upstream.utf8.allSatisfy({ isVersionByte($0) || $0 == UInt8(ascii: "-") || isColon($0) }) else {
            return false
        }
        guard !epoch.isEmpty || !upstream.utf8.contains(where: isColon) else { return false }
        guard let revision else { return true }
        return !revision.isEmpty && revision.utf8.allSatisfy(isVersionByte)
    }

    /// The order of two versions: below zero where the left one is older.
    private static func order(_ left: DebianVersion, _ right: DebianVersion) -> Int {
        let epochs = order(left.epoch.utf8, right.epoch.utf8)
        if epochs != 0 { return epochs }
        let upstreams = order(left.upstream.utf8, right.upstream.utf8)
        if upstreams != 0 { return upstreams }
        return order((left.revision ?? "").utf8, (right.revision ?? "").utf8)
    }

    /// Compares runs of other characters and runs of digits in turn ("Sorting algorithm").
    private static func order(_ left: Substring.UTF8View, _ right: Substring.UTF8View) -> Int {
        var left = left
        var right = right
        while !left.isEmpty || !right.isEmpty {
            while (left.first.map { !$0.isDigit } ?? false) || (right.first.map { !$0.isDigit } ?? false) {
                let difference = weight(left.first) - weight(right.first)
                if difference != 0 { return difference }
                left = left.dropFirst()
                right = right.dropFirst()
            }
            let leftDigits = left.drop { $0 == UInt8(ascii: "0") }.prefix(while: \.isDigit)
            let rightDigits = right.drop { $0 == UInt8(ascii: "0") }.prefix(while: \.isDigit)
            if leftDigits.count != rightDigits.count { return leftDigits.count - rightDigits.count }
            for (one, other) in zip(leftDigits, rightDigits) where one != other { return Int(one) - Int(other) }
            left = left[leftDigits.endIndex...]
            right = right[rightDigits.endIndex...]
        }
        return 0
    }

    /// A tilde is before the end, the end and digits before letters, letters before all others.
    private static func weight(_ byte: UInt8?) -> Int {
        guard let byte, !byte.isDigit else { return 0 }
        if byte == UInt8(ascii: "~") { return -1 }
        return byte.isLetter ? Int(byte) : Int(byte) + 256
    }
}

extension DebianVersion: Comparable {
    /// Whether two versions are the same to dpkg.
    public static func == (left: DebianVersion, right: DebianVersion) -> Bool { order(left, right) == 0 }

    /// Whether the left version is older.
    public static func < (left: DebianVersion, right: DebianVersion) -> Bool { order(left, right) < 0 }
}

extension DebianVersion: CustomStringConvertible {
    /// The version as written.
    public var description: String { text }
}

private func isColon(_ byte: UInt8) -> Bool { byte == UInt8(ascii: ":") }

private func isVersionByte(_ byte: UInt8) -> Bool {
    byte.isLetterOrDigit || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "+")
        || byte == UInt8(ascii: "~")
}
