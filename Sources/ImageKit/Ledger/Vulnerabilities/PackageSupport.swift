public import ImageReading

/// What is said of the security support of one package: a line of the lists of Debian's debian-security-support.
public struct PackageSupport: Sendable, Hashable {
    /// How far support goes.
    public enum Extent: Sendable, Hashable {
        /// It ends on a day, before that of the release.
        case until(CalendarDate)
        /// It never covers all uses.
        case limited
    }

    /// The release, for example `12`; nil for all.
    public var release: String?
    /// The source package; `.*` in it stands for anything.
    public var package: String
    /// How far support goes.
    public var extent: Extent
    /// Why, for people; empty where nothing is said.
    public var reason: String

    /// Makes one.
    public init(release: String?, package: String, extent: Extent, reason: String) {
        self.release = release
        self.package = package
        self.extent = extent
        self.reason = reason
    }

    /// Whether it is about a source package of a release.
    public func concerns(_ package: String, release: String?) -> Bool {
        guard self.release == nil || self.release == release else { return false }
        return GlobPattern(self.package.split(separator: ".*", omittingEmptySubsequences: false).joined(separator: "*"))
            .matches(package)
    }
}
