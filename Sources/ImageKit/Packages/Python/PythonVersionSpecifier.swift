import ImageReading

/// One condition on a version, such as `>=1.2` or `==2.1.*`: PEP 440, "Version specifiers".
public struct PythonVersionSpecifier: Sendable {
    /// How a version is compared.
    enum Operator: String, CaseIterable {
        case identical = "==="
        case compatible = "~="
        case equal = "=="
        case different = "!="
        case notAbove = "<="
        case notBelow = ">="
        case below = "<"
        case above = ">"
    }

    let operation: Operator
    /// The text behind the operator as written, `.*` included.
    let operand: String
    /// The version of the operand, without `.*`; nil for `===` with a text that is no version.
    private let version: PythonVersion?
    private let isPrefix: Bool

    /// Reads a condition.
    ///
    /// Fails where the text is no condition.
    ///
    /// - Parameter text: the condition; white space around it and behind the operator is ignored.
    public init?(_ text: String) {
        let bytes = Array(text.utf8).trimmingSpaces
        let operation = Operator.allCases.first { bytes.starts(with: $0.rawValue.utf8) }
        guard let operation else { return nil }
        self.init(operation, bytes.dropFirst(operation.rawValue.utf8.count).trimmingSpaces)
    }

    init?(_ operation: Operator, _ operand: [UInt8]) {
        guard !operand.isEmpty else { return nil }
        self.operation = operation
        self.operand = String(decoding: operand, as: UTF8.self)
        if operation == .identical {
            guard !operand.contains(where: { $0.isSpace || $0 == 0x3B || $0 == 0x29 }) else { return nil }
            (version, isPrefix) = (PythonVersion(bytes: operand), false)
            return
        }
        isPrefix = operand.suffix(2) == [0x2E, 0x2A]
        guard let version = PythonVersion(bytes: isPrefix ? operand.dropLast(2) : operand) else { return nil }
        self.version = version
        switch operation {
        case .equal, .different:
            // Only plain release numbers may end in `.*`.
            guard !isPrefix || PythonVersionSpecifier.isRelease(version) else { return nil }
        case .compatible:
            guard !isPrefix, version.local == nil, version.release.count > 1 else { return nil }
        default:
            guard !isPrefix, version.local == nil else { return nil }
        }
    }

    private static func isRelease(_ version: PythonVersion) -> Bool {
        !version.isPreRelease && !version.isPostRelease && version.local == nil
    }

    /// Whether the condition names a pre-release, and thereby allows them.
    public var namesPreRelease: Bool { operation != .different && version?.isPreRelease == true }

    /// Whether a text that may be no version fulfils the condition, pre-releases included.
    func admits(_ text: String, parsed: PythonVersion?) -> Bool {
        if operation == .identical { return operand.asciiLowercased == text.asciiLowercased }
        guard let parsed else { return false }
        return admits(parsed)
    }

    /// Whether a version fulfils the condition, pre-releases included.
    public func admits(_ candidate: PythonVersion) -> Bool {
        guard let version else { return operand.asciiLowercased == candidate.description }
        switch operation {
        case .identical: return operand.asciiLowercased == candidate.description
        case .equal: return equals(candidate, version)
        case .different: return !equals(candidate, version)
        case .notAbove: return candidate.publicVersion <= version
        case .notBelow: return candidate.publicVersion >= version
        case .below: return candidate < version && !isPreRelease(candidate, of: version)
        case .above: return candidate.publicVersion > version && !isPostRelease(candidate, of: version)
        case .compatible:
            return candidate.publicVersion >= version
                && hasPrefix(candidate, epoch: version.epoch, version.release.dropLast())
        }
    }

    private func equals(_ candidate: PythonVersion, _ version: PythonVersion) -> Bool {
        if isPrefix { return hasPrefix(candidate, epoch: version.epoch, version.release[...]) }
        return (version.local == nil ? candidate.publicVersion : candidate) == version
    }

    private func hasPrefix(
        _ candidate: PythonVersion, epoch: DecimalNumber, _ numbers: ArraySlice<DecimalNumber>
    ) -> Bool {
        guard candidate.epoch == epoch else { return false }
        let padded = candidate.release + Array(repeating: .zero, count: max(0, numbers.count - candidate.release.count))
        return padded.prefix(numbers.count).elementsEqual(numbers)
    }

    /// PEP 440: `<V` takes no pre-release of V itself unless V is one.
    private func isPreRelease(_ candidate: PythonVersion, of version: PythonVersion) -> Bool {
        guard candidate.isPreRelease, !version.isPreRelease else { return false }
        guard version.isPostRelease else { return candidate.baseVersion == version }
        var final = candidate.publicVersion
        final.developmentRelease = nil
        return final == version
    }

    /// PEP 440: `>V` takes no post-release of V itself unless V is one.
    private func isPostRelease(_ candidate: PythonVersion, of version: PythonVersion) -> Bool {
        guard candidate.isPostRelease, !version.isPostRelease else { return false }
        var original = candidate.publicVersion
        original.postRelease = nil
        original.developmentRelease = nil
        return original == version
    }
}

extension PythonVersionSpecifier: Hashable {
    /// Whether both are the same condition, however their versions are written.
    public static func == (left: PythonVersionSpecifier, right: PythonVersionSpecifier) -> Bool {
        left.identity == right.identity
    }

    /// Hashes what makes conditions equal.
    public func hash(into hasher: inout Hasher) { hasher.combine(identity) }

    private struct Identity: Hashable {
        var operation: Operator
        var version: PythonVersion?
        var text: String
    }

    private var identity: Identity {
        // Zeros at the end count for `~=`, for prefixes and for `===`.
        let isTextual = operation == .identical || operation == .compatible || isPrefix
        return isTextual
            ? Identity(operation: operation, version: nil, text: operand)
            : Identity(operation: operation, version: version, text: "")
    }
}

extension PythonVersionSpecifier: CustomStringConvertible {
    /// The operator and the version as written, without white space.
    public var description: String { operation.rawValue + operand }
}
