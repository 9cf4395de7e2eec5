/// Conditions that all have to be fulfilled, such as `>=1.2,!=1.5`: PEP 440, "Version specifiers".
public struct PythonVersionSpecifierSet: Sendable, Hashable {
    /// The conditions in the order in which they were written; none admits every version.
    public var specifiers: [PythonVersionSpecifier]

    /// Makes a set of conditions.
    public init(_ specifiers: [PythonVersionSpecifier] = []) { self.specifiers = specifiers }

    /// Reads conditions that are separated by commas.
    ///
    /// Fails where one of them is no condition.
    ///
    /// - Parameter text: the conditions; an empty text admits every version.
    public init?(_ text: String) {
        specifiers = []
        for part in text.utf8.split(separator: UInt8(ascii: ",")) {
            let part = part.trimmingSpaces
            guard !part.isEmpty else { continue }
            guard let specifier = PythonVersionSpecifier(String(decoding: part, as: UTF8.self)) else { return nil }
            specifiers.append(specifier)
        }
    }

    /// Whether a version fulfils all conditions.
    ///
    /// - Parameters:
    ///   - text: the version, which `===` compares as text; where it is no version, only `===` can admit it.
    ///   - preReleases: whether pre-releases may be admitted. A single version always is a candidate by default.
    /// - Returns: whether it does.
    public func contains(_ text: String, preReleases: Bool = true) -> Bool {
        let version = PythonVersion(text)
        if !preReleases, version?.isPreRelease == true { return false }
        return specifiers.allSatisfy { $0.admits(text, parsed: version) }
    }

    /// The versions that fulfil all conditions, in the given order.
    ///
    /// - Parameters:
    ///   - versions: the candidates.
    ///   - preReleases: whether pre-releases may be admitted; nil admits them where a condition names one, or where no
    ///     final release fulfils the conditions.
    /// - Returns: the candidates that remain.
    public func filter(_ versions: [String], preReleases: Bool? = nil) -> [String] {
        let allowed = preReleases ?? (specifiers.contains(where: \.namesPreRelease) ? true : nil)
        let admitted = versions.filter { contains($0, preReleases: allowed ?? true) }
        guard allowed == nil else { return admitted }
        let parsed = admitted.map { (text: $0, version: PythonVersion($0)) }
        guard parsed.contains(where: { $0.version?.isPreRelease == false }) else { return admitted }
        return parsed.filter { $0.version?.isPreRelease != true }.map(\.text)
    }
}

extension PythonVersionSpecifierSet: CustomStringConvertible {
    /// The conditions separated by commas, without white space.
    public var description: String { specifiers.map(\.description).joined(separator: ",") }
}
