/// The identifiers of the SPDX License List, <https://spdx.org/licenses>; comparing them ignores case (SPDX annex D.2).
///
/// Names and deprecations only, no texts. Rebuilt by `Tests/Scripts/spdx-list.py`.
public enum SPDXLicenseList {
    /// An identifier of the list.
    public struct Entry: Sendable, Hashable {
        /// The identifier as the list writes it.
        public let identifier: String
        /// Whether the list advises against it; see ``LicenseTerm`` for what takes its place.
        public let isDeprecated: Bool
    }

    /// A license by its identifier in any case; nil where the list has none of that name.
    public static func license(_ identifier: some StringProtocol) -> Entry? {
        licenses[String(identifier).asciiLowercased]
    }

    /// An exception by its identifier in any case; nil where the list has none of that name.
    public static func exception(_ identifier: some StringProtocol) -> String? {
        exceptionNames[String(identifier).asciiLowercased]
    }

    private static let licenses: [String: Entry] = {
        var entries: [String: Entry] = [:]
        for (words, isDeprecated) in [(currentLicenses, false), (deprecatedLicenses, true)] {
            for word in words.split(separator: " ") {
                entries[String(word).asciiLowercased] = Entry(identifier: String(word), isDeprecated: isDeprecated)
            }
        }
        return entries
    }()

    private static let exceptionNames: [String: String] = Dictionary(
        exceptions.split(separator: " ").map { (String($0).asciiLowercased, String($0)) },
        uniquingKeysWith: { first, _ in first })
}
