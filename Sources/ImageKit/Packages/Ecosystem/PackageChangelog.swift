public import ImageReading

/// What the changelog of a source package says of vulnerabilities.
public struct PackageChangelog: Sendable, Hashable {
    /// An entry that names a vulnerability.
    public struct Mention: Sendable, Hashable {
        /// The identifier, for example `CVE-2024-3094`.
        public var id: String
        /// The version whose entry it is.
        public var version: String
        /// The day of the entry; nil where it has none that can be read.
        public var date: CalendarDate?
        /// Whether the entry says that it fixes it, rather than that it takes a fix back or still lacks one.
        public var isFix: Bool

        /// Makes a mention.
        public init(id: String, version: String, date: CalendarDate?, isFix: Bool) {
            self.id = id
            self.version = version
            self.date = date
            self.isFix = isFix
        }
    }

    /// The source package.
    public var source: String
    /// The file, for people.
    public var file: String
    /// The mentions, the newest version's first.
    public var mentions: [Mention]
    /// The versions that have an entry.
    public var versions: Set<String>

    /// Makes a changelog.
    public init(source: String, file: String, mentions: [Mention], versions: Set<String> = []) {
        self.source = source
        self.file = file
        self.mentions = mentions
        self.versions = versions
    }

    /// The newest entry that speaks of a vulnerability in a version or an earlier one, if it says that it fixes it.
    ///
    /// - Parameters:
    ///   - ids: the identifiers of the vulnerability.
    ///   - version: the version that is installed.
    ///   - order: the order of versions, as ``Ecosystem/order(_:_:)`` has it.
    public func fix(of ids: [String], in version: String, order: (String, String) -> Int?) -> Mention? {
        let mention = mentions.first { ids.contains($0.id) && (order($0.version, version) ?? 1) <= 0 }
        return mention.flatMap { $0.isFix ? $0 : nil }
    }
}
