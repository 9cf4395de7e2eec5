public import ImagePackages
public import ImageReading

/// What a database says of one vulnerability: which versions of which packages have it.
public struct Advisory: Sendable, Hashable {
    /// Versions from one that brought it to one that is without it.
    public struct Range: Sendable, Hashable {
        /// The first version that has it; `0` for all.
        public var introduced: String
        /// The first version without it; nil where there is none.
        public var fixed: String?
        /// The last version that has it; nil where ``fixed`` says more, or all later ones have it.
        public var lastAffected: String?
        /// The first version that the record does not speak of; nil where it speaks of all.
        public var limit: String?

        /// Makes a range.
        public init(introduced: String = "0", fixed: String? = nil, lastAffected: String? = nil) {
            self.introduced = introduced
            self.fixed = fixed
            self.lastAffected = lastAffected
        }
    }

    /// What a distribution says of a vulnerability that it has not fixed.
    public enum Verdict: String, Sendable, Hashable, Codable, CaseIterable {
        /// It is not fixed yet.
        case open
        /// A fix is put off.
        case postponed
        /// No fix is planned.
        case ignored
        /// It is too small for an advisory of its own.
        case noDSA = "no-dsa"
        /// It does no harm in the way the distribution builds the package.
        case unimportant
        /// Nobody has looked yet whether the package has it.
        case undetermined
        /// The distribution no longer supports the package.
        case endOfLife = "end-of-life"
    }

    /// A package that has it.
    public struct Affected: Sendable, Hashable {
        /// The kind of package, in the words of OSV: `Debian`, `Ubuntu`, `PyPI`, `Alpine`.
        public var ecosystem: String
        /// The release, for example `12`, `22.04:LTS` or `v3.20`; nil for kinds without.
        public var release: String?
        /// The package's name: the source package's for Debian and Ubuntu.
        public var name: String
        /// The versions by ranges.
        public var ranges: [Range] = []
        /// The versions one by one.
        public var versions: [String] = []
        /// The binary packages that have it; empty for all of the source.
        public var binaries: Set<String> = []
        /// What the distribution calls the urgency.
        public var urgency: String?
        /// What the distribution says where there is no fix.
        public var verdict = Verdict.open
        /// The reason it gives, in its words.
        public var reason: String?
        /// Why the record does not tell of every version whether it has it; nil where it does.
        public var undecidable: String?
        /// The newest version that the data knows of the package in this release; nil where it names none.
        public var newestKnown: String?

        /// Makes one.
        public init(ecosystem: String, release: String? = nil, name: String) {
            self.ecosystem = ecosystem
            self.release = release
            self.name = name
        }
    }

    /// The identifier: the record's, or that of one of several vulnerabilities that the record is about.
    public var id: String
    /// The record, where it is about several vulnerabilities and ``id`` is one of them, as one announcement fixes many.
    public var record: String?
    /// Other identifiers of the same vulnerability.
    public var aliases: [String] = []
    /// When it was published; nil where the record does not say.
    public var published: CalendarDate?
    /// When the record was last changed, as it says; nil where it does not.
    package var modified: String?
    /// Whether the record was taken back.
    public var isWithdrawn = false
    /// When it was taken back; nil where it was not, or the record does not say when.
    public var withdrawn: CalendarDate?
    /// One line that says what it is.
    public var summary: String?
    /// CVSS vectors.
    public var vectors: [String] = []
    /// A severity in words, where no vector is given.
    public var severity: VulnerabilityFinding.Severity?
    /// The packages.
    public var affected: [Affected] = []
    /// Where it comes from, for example `osv` or `debian-tracker`.
    public var source: String

    /// Makes an advisory.
    public init(id: String, source: String) {
        self.id = id
        self.source = source
    }

    /// All identifiers of the vulnerability.
    public var identifiers: [String] { [id] + aliases }
}

/// Where advisories come from.
public protocol AdvisorySource: Sendable {
    /// What it is made of, for people and documents.
    var provenance: [AdvisoryData] { get }
    /// Remarks made while it was read.
    var diagnostics: [Diagnostic] { get }

    /// The advisories for some packages.
    ///
    /// - Parameter names: names by the ecosystem's name in OSV without its release.
    func advisories(for names: [String: Set<String>]) throws -> [Advisory]
    /// How many records could not be read and may be about a package.
    ///
    /// - Parameter package: the name as the ecosystem's advisories have it; nil for records of which no name can be read.
    func damagedRecords(about package: String?) -> Int
    /// Whether there is data for a release of an ecosystem.
    func covers(_ ecosystem: String, release: String?) -> Bool
    /// Since when an identifier is known to be exploited; nil where it is not known to be.
    func exploitation(of id: String) -> Exploitation?
    /// CVSS vectors that records say of an identifier, also those that are no advisories of their own here.
    func vectors(of id: String) -> [String]
    /// Until when releases are supported.
    var releaseEnds: ReleaseEnds { get }
    /// What is said of the support of a source package of Debian.
    ///
    /// - Parameters:
    ///   - package: the package as the ecosystem's advisories name it.
    ///   - release: the release, as in ``Advisory/Affected/release``.
    func support(of package: String, release: String?) -> [PackageSupport]
    /// The announcements of fixes of a vulnerability, also of fixes that were not the whole one.
    ///
    /// - Parameters:
    ///   - ids: identifiers of the vulnerability.
    ///   - package: the package as the ecosystem's advisories name it.
    ///   - release: the release, as in ``Advisory/Affected/release``.
    func fixNotices(of ids: [String], package: String, release: String?) -> [FixNotice]
    /// Changelogs of a source package.
    func changelogs(of package: String) -> [PackageChangelog]
    /// The likelihood that one will be exploited in the next 30 days, between 0 and 1 (EPSS); nil where it is not known.
    func exploitLikelihood(_ id: String) -> Double?
}

extension AdvisorySource {
    /// None.
    public func damagedRecords(about package: String?) -> Int { 0 }
    /// The table that comes with the library.
    public var releaseEnds: ReleaseEnds { .builtIn }
    /// Empty: nothing is said.
    public func support(of package: String, release: String?) -> [PackageSupport] { [] }
    /// Empty: no announcement is known.
    public func fixNotices(of ids: [String], package: String, release: String?) -> [FixNotice] { [] }
    /// Empty: no changelog is known.
    public func changelogs(of package: String) -> [PackageChangelog] { [] }
}

/// What is known of a vulnerability's being exploited.
public struct Exploitation: Sendable, Hashable {
    /// The day on which that was published; nil where it is not said.
    public var published: CalendarDate?

    /// Makes one.
    public init(published: CalendarDate? = nil) { self.published = published }
}

/// The announcement of a fix.
public struct FixNotice: Sendable, Hashable {
    /// Its name, for example `DSA-5380-1`.
    public var name: String
    /// The day on which it was published.
    public var date: CalendarDate
    /// The version with the fix; nil where it names none.
    public var version: String?

    /// Makes one.
    public init(name: String, date: CalendarDate, version: String? = nil) {
        self.name = name
        self.date = date
        self.version = version
    }
}

/// One of the files that advisories come from.
public struct AdvisoryData: Sendable, Hashable, Codable {
    /// The kind, for example `osv`, `debian-tracker`, `kev` or `epss`.
    public var kind: String
    /// The file as the caller named it.
    public var file: String
    /// The newest day that it speaks of, `2026-11-20`; nil where it names none.
    public var date: String?
    /// How many records it has.
    public var records: Int
    /// The SHA-256 digest of the file; nil for a folder of records.
    public var digest: String?

    /// Makes one.
    public init(kind: String, file: String, date: String? = nil, records: Int = 0) {
        self.kind = kind
        self.file = file
        self.date = date
        self.records = records
    }
}
