import ImagePackages
import ImageReading

extension VulnerabilityFindings {
    /// The same, with findings suppressed that a changelog says are fixed in the version that is installed.
    ///
    /// A changelog is often newer than any database: only what databases know no fix of is looked up. Those of the image are
    /// there where ``ScanOptions/readsAdvisoryFiles`` was set.
    ///
    /// - Parameters:
    ///   - analysis: the image.
    ///   - source: the advisories, which may hold changelogs too.
    public func readingChangelogs(of analysis: ImageAnalysis, and source: any AdvisorySource) -> VulnerabilityFindings {
        var read: [String: [PackageChangelog]] = [:]
        return suppressing { finding in
            guard !finding.isFixable else { return nil }
            let ecosystem = finding.kind.ecosystem
            let key = "\(finding.kind.rawValue) \(finding.name) \(finding.version)"
            let changelogs =
                read[key]
                ?? (finding.packages.lazy.compactMap { ecosystem.changelog(of: $0, in: analysis.tree) }
                    .first { $0.source == finding.name }.map { [$0] } ?? []) + source.changelogs(of: finding.name)
            read[key] = changelogs
            let ids = [finding.id] + finding.aliases
            for changelog in changelogs {
                guard let fix = changelog.fix(of: ids, in: finding.version, order: ecosystem.order) else { continue }
                return .init(
                    status: "fixed", justification: "the changelog says that \(fix.version) fixes it",
                    date: fix.date?.description, source: changelog.file)
            }
            return nil
        }
    }
}
