import ImageReports

/// What a check found, in the XML form of JUnit's test results that CI services read.
///
/// A suite is the check, a test case a rule. What has no data or is excepted is skipped; a warning that does not fail the check is a passed
/// test with its message as output.
struct CheckTestResults {
    private let check: PolicyCheck

    init(_ check: PolicyCheck) { self.check = check }

    func text() throws -> String {
        let template = try ReportTemplate(PackageResources.check_xml_mustache)
        let failed = check.findings.count { check.failing.contains($0.status) }
        let skipped = check.findings.count(where: isSkipped)
        return template.render([
            "suite": "imagescan check \(Words.name(check.input.analysis))",
            "count": String(check.findings.count), "failed": String(failed), "skipped": String(skipped),
            "cases": check.findings.map(testCase),
        ])
    }

    private func isSkipped(_ finding: Finding) -> Bool {
        (finding.status == .noData || finding.status == .excepted) && !check.failing.contains(finding.status)
    }

    private func testCase(_ finding: Finding) -> ReportTemplate.Values {
        let isFailed = check.failing.contains(finding.status)
        let lines =
            [finding.message]
            + finding.evidence.prefix(100).map { evidence in
                "- " + (evidence.layer.map { "layer \($0): " } ?? "") + evidence.label
                    + (evidence.detail.map { ": \($0)" } ?? "")
            } + finding.notes.map { "note: \($0)" }
        return [
            "name": finding.id == finding.rule ? finding.title : "\(finding.id) \(finding.title)",
            "group": "imagescan.\(finding.rule)",
            "message": finding.status == .excepted ? finding.notes.joined(separator: "; ") : finding.message,
            "status": finding.status.label,
            "lines": lines.map { ["text": $0] as ReportTemplate.Values },
            "isFailed": isFailed, "isSkipped": isSkipped(finding), "isPassed": !isFailed && !isSkipped(finding),
        ]
    }
}
