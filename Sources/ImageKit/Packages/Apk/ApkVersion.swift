import ImageReading

/// The version of an apk package: `number{.number}…{letter}{_suffix{number}}…{~hash}{-rN}`.
///
/// Every text is kept verbatim and has its place in the order, also one that apk would refuse: texts that agree up to
/// the first part that can't be read are equal. So are `6` and `006`; compare ``text`` to tell them apart.
///
/// The order is that of apk-tools 3. Before it, numbers with zeros in front had another place, and there was no hash.
///
/// Specification: apk-package(5)
public struct ApkVersion: Sendable {
    /// The version as written.
    public let text: String

    /// Makes a version of any text.
    public init(_ text: String) { self.text = text }

    /// Whether apk accepts the version.
    public var isValid: Bool {
        var scanner = ApkVersionScanner(text)
        while scanner.part.rank != .end, scanner.part.rank != .invalid { scanner.advance() }
        return scanner.part.rank == .end
    }

    /// Whether `~other` accepts this version: it goes on where the other one ends, or is equal.
    public func isLike(_ other: ApkVersion) -> Bool { ApkVersion.order(self, other, isFuzzy: true) == 0 }

    /// The order of two versions: below zero where the left one is older.
    ///
    /// - Parameter isFuzzy: whether a left one that only goes on where the right one ends is equal to it.
    static func order(_ left: ApkVersion, _ right: ApkVersion, isFuzzy: Bool = false) -> Int {
        var left = ApkVersionScanner(left.text)
        var right = ApkVersionScanner(right.text)
        while true {
            if left.part.rank != right.part.rank {
                if isFuzzy, right.part.rank == .end { return 0 }
                return left.part.rank.rawValue - right.part.rank.rawValue
            }
            // Behind what can't be read, nothing counts.
            if left.part.rank == .end || left.part.rank == .invalid { return 0 }
            let difference = order(left.part, right.part)
            if difference != 0 { return difference }
            left.advance()
            right.advance()
        }
    }

    private static func order(_ left: ApkVersionPart, _ right: ApkVersionPart) -> Int {
        switch left.rank {
        case .end, .invalid: return 0
        case .earlySuffix, .lateSuffix: return left.suffix - right.suffix
        case .letter, .hash: return byteOrder(left.value, right.value)
        case .number where left.value.first == zero || right.value.first == zero:
            // A number with zeros in front is the fraction that people mean by it: 1.05 is before 1.1.
            return byteOrder(left.value, right.value)
        case .firstNumber, .number, .suffixNumber, .revision:
            let left = left.value.drop { $0 == zero }
            let right = right.value.drop { $0 == zero }
            return left.count == right.count ? byteOrder(left, right) : left.count - right.count
        }
    }

    private static func byteOrder(_ left: Substring.UTF8View, _ right: Substring.UTF8View) -> Int {
        if left.elementsEqual(right) { return 0 }
        return left.lexicographicallyPrecedes(right) ? -1 : 1
    }
}

extension ApkVersion: Comparable {
    /// Whether two versions are the same to apk.
    public static func == (left: ApkVersion, right: ApkVersion) -> Bool { order(left, right) == 0 }

    /// Whether the left version is older.
    public static func < (left: ApkVersion, right: ApkVersion) -> Bool { order(left, right) < 0 }
}

extension ApkVersion: CustomStringConvertible {
    /// The version as written.
    public var description: String { text }
}

/// A part of a version.
private struct ApkVersionPart {
    /// What kind of part it is, in the order that two versions have where one has this and the other that.
    enum Rank: Int {
        /// One of the suffixes that stand for something before the version itself.
        case earlySuffix
        /// What can't be read.
        case invalid
        case end, revision, hash, suffixNumber, lateSuffix, letter, number, firstNumber
    }

    var rank = Rank.firstNumber
    /// The part without what introduces it.
    var value: Substring.UTF8View
    /// The place of a suffix in the list of them.
    var suffix = 0
}

/// Goes through the parts of a version.
private struct ApkVersionScanner {
    private(set) var part: ApkVersionPart
    private var rest: Substring.UTF8View

    /// How many of the suffixes stand for something before the version itself.
    private static let earlyCount = 4
    private static let suffixes = ["alpha", "beta", "pre", "rc", "cvs", "svn", "git", "hg", "p"]

    init(_ text: String) {
        rest = text[...].utf8
        part = ApkVersionPart(value: rest.prefix(0))
        take(.firstNumber, while: \.isDigit)
    }

    /// Goes on to the next part; only where this one can be read and is not the end.
    mutating func advance() {
        guard let byte = rest.first else {
            part.rank = .end
            return
        }
        let isNumber = part.rank == .firstNumber || part.rank == .number
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z") where isNumber:
            part.rank = .letter
            part.value = rest.prefix(1)
            rest = rest.dropFirst()
        case UInt8(ascii: ".") where isNumber:
            rest = rest.dropFirst()
            take(.number, while: \.isDigit)
        case UInt8(ascii: "0")...UInt8(ascii: "9") where part.rank == .earlySuffix || part.rank == .lateSuffix:
            take(.suffixNumber, while: \.isDigit)
        case UInt8(ascii: "_") where part.rank != .hash && part.rank != .revision:
            rest = rest.dropFirst()
            takeSuffix()
        case UInt8(ascii: "~") where part.rank != .hash && part.rank != .revision:
            rest = rest.dropFirst()
            take(.hash) { $0.isDigit || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0) }
        case UInt8(ascii: "-") where part.rank != .revision && rest.dropFirst().first == UInt8(ascii: "r"):
            rest = rest.dropFirst(2)
            take(.revision, while: \.isDigit)
        default: part.rank = .invalid
        }
    }

    private mutating func take(_ rank: ApkVersionPart.Rank, while condition: (UInt8) -> Bool) {
        part.value = rest.prefix(while: condition)
        rest = rest[part.value.endIndex...]
        part.rank = part.value.isEmpty ? .invalid : rank
    }

    private mutating func takeSuffix() {
        take(.lateSuffix) { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
        let value = part.value
        guard let suffix = ApkVersionScanner.suffixes.firstIndex(where: { value.elementsEqual($0.utf8) }) else {
            part.rank = .invalid
            return
        }
        part.suffix = suffix
        if suffix < ApkVersionScanner.earlyCount { part.rank = .earlySuffix }
    }
}

private let zero = UInt8(ascii: "0")
