import ImagePackages
public import ImageReading

extension VulnerabilityFindings {
    /// The same, with findings suppressed that a changelog says are fixed in the version that is installed.
    ///
    /// A changelog is often newer than any database: only what databases know no fix of is looked up. One that goes beyond the
    /// version that is installed names the version to upgrade to. Those of the image are
    /// there where ``ScanOptions/readsAdvisoryFiles`` was set. One among the advisories counts only where it has an entry of the
    /// version that is installed: that of another branch says nothing of this one.
    ///
    /// - Parameters:
    ///   - analysis: the image.
    ///   - source: the advisories, which may hold changelogs too.
    ///   - asOf: leaves out what changelogs among the advisories say of a later day.
    public func readingChangelogs(
        of analysis: ImageAnalysis, and source: any AdvisorySource, asOf: CalendarDate? = nil
    ) -> VulnerabilityFindings {
        var read: [String: [PackageChangelog]] = [:]
        func changelogs(of finding: VulnerabilityFinding) -> [PackageChangelog] {
            let ecosystem = finding.kind.ecosystem
            let key = "\(finding.kind.rawValue) \(finding.name) \(finding.version)"
            if let known = read[key] { return known }
            let own = finding.packages.lazy.compactMap { ecosystem.changelog(of: $0, in: analysis.tree) }
                .first { $0.source == finding.name }
            let given = source.changelogs(of: finding.name).filter { $0.versions.contains(finding.version) }.map {
                changelog in
                var changelog = changelog
                changelog.mentions.removeAll { mention in
                    asOf.map { day in mention.date.map { $0 > day } ?? false } ?? false
                }
                return changelog
            }
            let all = (own.map { [$0] } ?? []) + given
            read[key] = all
            return all
        }
        return replacing(
            findings.map { finding in
                guard !finding.isFixable, finding.suppression == nil else { return finding }
                let order = finding.kind.ecosystem.order
                let ids = [finding.id] + finding.aliases
                var finding = finding
                for changelog in changelogs(of: finding) {
                    // Data that knows the installed version itself, and calls it open, has seen what its changelog says.
                    if !finding.isVersionKnown, let fix = changelog.fix(of: ids, in: finding.version, order: order) {
                        finding.suppression = .init(
                            status: "fixed", justification: "the changelog says that \(fix.version) fixes it",
                            date: fix.date?.description, source: changelog.file)
                        break
                    }
                    let later = changelog.mentions.last {
                        ids.contains($0.id) && $0.isFix && (order($0.version, finding.version) ?? 0) > 0
                    }
                    if let later, finding.status != .unimportant {
                        finding.status = .fixed
                        finding.fixedVersion = later.version
                        finding.fixNotice = later.date.map { FixNotice(name: "the changelog", date: $0) }
                        break
                    }
                }
                return finding
            })
    }
}
