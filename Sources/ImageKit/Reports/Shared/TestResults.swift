/// Results in the XML form of JUnit's test results that CI services read: one suite with its cases.
package struct TestResults {
    /// What became of a case.
    package enum Outcome {
        /// It failed.
        case failed
        /// It was not decided, or does not count.
        case skipped
        /// It passed.
        case passed
    }

    /// One case.
    package struct Case {
        let name: String
        let group: String
        let outcome: Outcome
        let label: String
        let message: String
        let lines: [String]

        /// Makes a case.
        ///
        /// - Parameters:
        ///   - name: what was tried.
        ///   - group: what CI services sort it under, with dots between parts.
        ///   - outcome: what became of it.
        ///   - label: the outcome in a word.
        ///   - message: the outcome in a sentence.
        ///   - lines: the details.
        package init(
            _ name: String, group: String, _ outcome: Outcome, label: String, message: String, lines: [String]
        ) {
            self.name = name
            self.group = group
            self.outcome = outcome
            self.label = label
            self.message = message
            self.lines = lines
        }
    }

    private let suite: String
    private let cases: [Case]

    package init(suite: String, cases: [Case]) {
        self.suite = suite
        self.cases = cases
    }

    package func text() throws -> String {
        try ReportTemplate(PackageResources.tests_xml_mustache).render([
            "suite": suite, "count": String(cases.count),
            "failed": String(cases.count { $0.outcome == .failed }),
            "skipped": String(cases.count { $0.outcome == .skipped }),
            "cases": cases.map { item -> ReportTemplate.Values in
                [
                    "name": item.name, "group": item.group, "message": item.message, "status": item.label,
                    "lines": item.lines.map { ["text": $0] as ReportTemplate.Values },
                    "isFailed": item.outcome == .failed, "isSkipped": item.outcome == .skipped,
                    "isPassed": item.outcome == .passed,
                ]
            },
        ])
    }
}
