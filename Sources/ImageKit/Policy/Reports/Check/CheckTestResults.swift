import ImageLedger
import ImageWriting

/// What a check found, as test results: the suite is the check, a case a rule.
///
/// What has no data or is excepted is skipped; a warning that does not fail the check is a passed case with its message as
/// output.
struct CheckTestResults {
    private let check: PolicyCheck

    init(_ check: PolicyCheck) { self.check = check }

    func text() -> String {
        TestResults(
            suite: "imagescan check \(Words.name(check.input.analysis))",
            cases: check.findings.map(testCase) + unverified
        ).text()
    }

    /// A skipped case where digests were not computed.
    private var unverified: [TestResults.Case] {
        guard !check.input.analysis.isVerified else { return [] }
        return [
            TestResults.Case(
                "digests are verified", group: "imagescan.verified", .skipped, label: "no data",
                message: Words.notVerified, lines: [Words.notVerified])
        ]
    }

    private func outcome(_ finding: Finding) -> TestResults.Outcome {
        if check.failing.contains(finding.status) { return .failed }
        return finding.status == .noData || finding.status == .excepted ? .skipped : .passed
    }

    private func testCase(_ finding: Finding) -> TestResults.Case {
        let evidence = finding.evidence.prefix(100).map { evidence in
            "- " + (evidence.layer.map { "layer \($0): " } ?? "") + evidence.label
                + (evidence.detail.map { ": \($0)" } ?? "")
        }
        return TestResults.Case(
            finding.id == finding.rule ? finding.title : "\(finding.id) \(finding.title)",
            group: "imagescan.\(finding.rule)", outcome(finding), label: finding.status.label,
            message: finding.status == .excepted ? finding.notes.joined(separator: "; ") : finding.message,
            lines: [finding.message] + evidence + finding.notes.map { "note: \($0)" })
    }
}
