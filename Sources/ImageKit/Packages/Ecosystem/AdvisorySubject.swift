/// A package as vulnerability databases name it.
public struct AdvisorySubject: Sendable, Hashable {
    /// The ecosystem in the words of OSV, without its release: `Debian`, `Ubuntu`, `PyPI`, `Alpine`.
    public let ecosystem: String
    /// The release, for example `12`, `22.04` or `v3.20`; nil for ecosystems without.
    public let release: String?
    /// The name: that of the source package, where binary packages are built from one.
    public let name: String
    /// The version of what ``name`` names.
    public let version: String
    /// The version as advisories count it; ``version`` unless the ecosystem says otherwise.
    public var comparedVersion: String

    /// Why advisories of this release say nothing of it, as of a package that comes from elsewhere; nil where they do.
    public var reasonAside: String?
    /// Whether it is no package at all that could have the vulnerabilities, as headers of the kernel are not the kernel.
    public var isHarmless = false

    /// Makes one.
    public init(ecosystem: String, release: String? = nil, name: String, version: String) {
        self.ecosystem = ecosystem
        self.release = release
        self.name = name
        self.version = version
        comparedVersion = version
    }

    /// Whether a release that a record names is the one of an image: `22.04:LTS` and `22.04` are the same one, and
    /// `22.04:LTS:for:…` is another, for some hardware.
    public static func fits(_ recorded: String?, _ own: String?) -> Bool {
        guard let own else { return recorded == nil }
        guard let recorded else { return false }
        return recorded == own || recorded == own + ":LTS"
    }
}
