public import ImageReading

/// Until when releases of distributions get security updates.
public struct ReleaseEnds: Sendable, Hashable {
    /// The last days of one release.
    public struct Release: Sendable, Hashable {
        /// The last day of the distribution's own security support.
        public var security: CalendarDate
        /// The last day of long-term support that is free of charge; without such support the same day.
        public var longTerm: CalendarDate

        /// Makes one.
        public init(security: CalendarDate, longTerm: CalendarDate) {
            self.security = security
            self.longTerm = longTerm
        }
    }

    /// The releases by distribution and number, for example `debian:12` and `ubuntu:22.04`.
    public var releases: [String: Release] = [:]
    /// Where the days are from, for people.
    public var origin: String

    /// Makes a table without releases.
    public init(origin: String) { self.origin = origin }

    /// The release of a distribution; nil where the table has none.
    ///
    /// - Parameters:
    ///   - distribution: its `ID` in os-release.
    ///   - version: its `VERSION_ID`; point releases of Debian are one release.
    public func release(_ distribution: String, _ version: String) -> (name: String, ends: Release)? {
        let number = distribution == "debian" ? String(version.prefix { $0 != "." }) : version
        let name = "\(distribution):\(number)"
        return releases[name].map { (name, $0) }
    }

    /// The table that comes with the library.
    public static let builtIn: ReleaseEnds = {
        var table = ReleaseEnds(origin: "distro-info-data of 2026-06-30, built in")
        for (name, security, longTerm) in days {
            guard let first = CalendarDate(security), let last = CalendarDate(longTerm) else { continue }
            table.releases[name] = Release(security: first, longTerm: last)
        }
        return table
    }()

    private static let days: [(String, String, String)] = [
        ("debian:8", "2018-06-17", "2020-06-30"), ("debian:9", "2020-07-18", "2022-06-30"),
        ("debian:10", "2022-09-10", "2024-06-30"), ("debian:11", "2024-08-14", "2026-08-31"),
        ("debian:12", "2026-07-11", "2028-06-30"), ("debian:13", "2028-08-09", "2030-06-30"),
        ("ubuntu:16.04", "2021-04-30", "2021-04-30"), ("ubuntu:18.04", "2023-05-31", "2023-05-31"),
        ("ubuntu:20.04", "2025-05-29", "2025-05-29"), ("ubuntu:22.04", "2027-06-01", "2027-06-01"),
        ("ubuntu:24.04", "2029-05-31", "2029-05-31"), ("ubuntu:25.04", "2026-01-15", "2026-01-15"),
        ("ubuntu:25.10", "2026-07-09", "2026-07-09"), ("ubuntu:26.04", "2031-05-29", "2031-05-29"),
    ]
}
