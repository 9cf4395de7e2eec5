import ImageReading

/// A version of a Python distribution, as PEP 440 defines it.
///
/// Equal versions may be written in several ways (`1.0`, `1.0.0`, `v1`); ``description`` is the canonical one. A text that is
/// no such version makes none: keep the text.
public struct PythonVersion: Sendable {
    /// The phase before a final release, in their order.
    enum Phase: String, Comparable {
        case alpha = "a"
        case beta = "b"
        case candidate = "rc"

        private var rank: Int {
            switch self {
            case .alpha: 1
            case .beta: 2
            case .candidate: 3
            }
        }

        static func < (left: Phase, right: Phase) -> Bool { left.rank < right.rank }
    }

    struct PreRelease: Hashable, Comparable {
        var phase: Phase
        var number: DecimalNumber

        static func < (left: PreRelease, right: PreRelease) -> Bool {
            (left.phase, left.number) < (right.phase, right.number)
        }
    }

    /// A part of a local version; texts come before numbers.
    enum LocalSegment: Hashable, Comparable {
        case text(String)
        case number(DecimalNumber)
    }

    var epoch = DecimalNumber.zero
    /// The numbers between dots, as many as were written.
    var release: [DecimalNumber] = []
    var preRelease: PreRelease?
    var postRelease: DecimalNumber?
    var developmentRelease: DecimalNumber?
    var local: [LocalSegment]?

    init() {}

    /// Whether it comes before a final release: an alpha, beta, candidate or development release.
    public var isPreRelease: Bool { preRelease != nil || developmentRelease != nil }
    /// Whether it is a post-release.
    public var isPostRelease: Bool { postRelease != nil }
    /// Whether it is a development release.
    public var isDevelopmentRelease: Bool { developmentRelease != nil }

    /// The version without its local part.
    public var publicVersion: PythonVersion {
        var version = self
        version.local = nil
        return version
    }

    /// The epoch and the release numbers alone.
    public var baseVersion: PythonVersion {
        var version = PythonVersion()
        version.epoch = epoch
        version.release = release
        return version
    }

    /// The release numbers without zeros at their end, which make no difference.
    private var significantRelease: ArraySlice<DecimalNumber> {
        var numbers = release[...]
        while numbers.last == .zero { numbers.removeLast() }
        return numbers
    }
}

extension PythonVersion: Hashable {
    /// Whether both are the same version, however written.
    public static func == (left: PythonVersion, right: PythonVersion) -> Bool {
        left.epoch == right.epoch && left.significantRelease == right.significantRelease
            && left.preRelease == right.preRelease && left.postRelease == right.postRelease
            && left.developmentRelease == right.developmentRelease && left.local == right.local
    }

    /// Hashes what makes versions equal.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(epoch)
        hasher.combine(significantRelease)
        hasher.combine(preRelease)
        hasher.combine(postRelease)
        hasher.combine(developmentRelease)
        hasher.combine(local)
    }
}

extension PythonVersion: Comparable {
    /// Orders versions: PEP 440, "Summary of permitted suffixes and relative ordering".
    public static func < (left: PythonVersion, right: PythonVersion) -> Bool {
        if left.epoch != right.epoch { return left.epoch < right.epoch }
        if left.significantRelease != right.significantRelease {
            return left.significantRelease.lexicographicallyPrecedes(right.significantRelease)
        }
        if left.stage != right.stage { return left.stage < right.stage }
        if left.preRelease != right.preRelease, let one = left.preRelease, let other = right.preRelease {
            return one < other
        }
        if left.postRelease != right.postRelease { return precedes(left.postRelease, right.postRelease, none: .first) }
        if left.developmentRelease != right.developmentRelease {
            return precedes(left.developmentRelease, right.developmentRelease, none: .last)
        }
        guard let one = left.local else { return right.local != nil }
        guard let other = right.local else { return false }
        return one.lexicographicallyPrecedes(other)
    }

    /// Development releases of a final one come first, then pre-releases, then the final one with its post-releases.
    private var stage: Int {
        if preRelease != nil { return 1 }
        return developmentRelease != nil && postRelease == nil ? 0 : 2
    }

    private enum Place { case first, last }

    private static func precedes(_ left: DecimalNumber?, _ right: DecimalNumber?, none place: Place) -> Bool {
        guard let left else { return place == .first }
        guard let right else { return place == .last }
        return left < right
    }
}

extension PythonVersion: CustomStringConvertible {
    /// The canonical text of the version.
    public var description: String {
        var text = epoch == .zero ? "" : "\(epoch)!"
        text += release.map(\.description).joined(separator: ".")
        if let preRelease { text += preRelease.phase.rawValue + preRelease.number.description }
        if let postRelease { text += ".post\(postRelease)" }
        if let developmentRelease { text += ".dev\(developmentRelease)" }
        if let local { text += "+" + local.map(\.description).joined(separator: ".") }
        return text
    }
}

extension PythonVersion.LocalSegment: CustomStringConvertible {
    var description: String {
        switch self {
        case .text(let text): text
        case .number(let number): number.description
        }
    }
}
