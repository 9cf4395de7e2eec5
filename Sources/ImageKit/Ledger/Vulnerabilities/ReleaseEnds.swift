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
        for line in days.split(separator: "\n") {
            let fields = line.split(separator: " ").map(String.init)
            let dates = fields.dropFirst().compactMap { CalendarDate($0) }
            guard let name = fields.first, let security = dates.first, let longTerm = dates.last else { continue }
            table.releases[name] = Release(security: security, longTerm: longTerm)
        }
        return table
    }()

    /// Release, last day of security support, and of long-term support where there is such.
    private static let days = """
        debian:1 1999-03-09
        debian:2 2003-06-30
        debian:3 2008-03-31
        debian:4 2010-02-15
        debian:5 2012-02-06
        debian:6 2014-05-31 2016-02-29
        debian:7 2016-04-25 2018-05-31
        debian:8 2018-06-17 2020-06-30
        debian:9 2020-07-18 2022-06-30
        debian:10 2022-09-10 2024-06-30
        debian:11 2024-08-14 2026-08-31
        debian:12 2026-07-11 2028-06-30
        debian:13 2028-08-09 2030-06-30
        ubuntu:4.10 2006-04-30
        ubuntu:5.04 2006-10-31
        ubuntu:5.10 2007-04-13
        ubuntu:6.06 2011-06-01
        ubuntu:6.10 2008-04-25
        ubuntu:7.04 2008-10-19
        ubuntu:7.10 2009-04-18
        ubuntu:8.04 2013-05-09
        ubuntu:8.10 2010-04-30
        ubuntu:9.04 2010-10-23
        ubuntu:9.10 2011-04-30
        ubuntu:10.04 2015-04-30
        ubuntu:10.10 2012-04-10
        ubuntu:11.04 2012-10-28
        ubuntu:11.10 2013-05-09
        ubuntu:12.04 2017-04-28
        ubuntu:12.10 2014-05-16
        ubuntu:13.04 2014-01-27
        ubuntu:13.10 2014-07-17
        ubuntu:14.04 2019-04-25
        ubuntu:14.10 2015-07-23
        ubuntu:15.04 2016-02-04
        ubuntu:15.10 2016-07-28
        ubuntu:16.04 2021-04-30
        ubuntu:16.10 2017-07-20
        ubuntu:17.04 2018-01-13
        ubuntu:17.10 2018-07-19
        ubuntu:18.04 2023-05-31
        ubuntu:18.10 2019-07-18
        ubuntu:19.04 2020-01-23
        ubuntu:19.10 2020-07-17
        ubuntu:20.04 2025-05-29
        ubuntu:20.10 2021-07-22
        ubuntu:21.04 2022-01-20
        ubuntu:21.10 2022-07-14
        ubuntu:22.04 2027-06-01
        ubuntu:22.10 2023-07-20
        ubuntu:23.04 2024-01-25
        ubuntu:23.10 2024-07-11
        ubuntu:24.04 2029-05-31
        ubuntu:24.10 2025-07-10
        ubuntu:25.04 2026-01-15
        ubuntu:25.10 2026-07-09
        ubuntu:26.04 2031-05-29
        ubuntu:26.10 2027-07-15
        """
}
