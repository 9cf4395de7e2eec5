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
        package let name: String
        package let group: String
        package let outcome: Outcome
        package let label: String
        package let message: String
        package let lines: [String]

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

    package func text() -> String {
        let (failed, skipped) = (cases.count { $0.outcome == .failed }, cases.count { $0.outcome == .skipped })
        let results: Markup = """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuites tests="\(cases.count)" failures="\(failed)" errors="0" skipped="\(skipped)">
              <testsuite name="\(suite)" tests="\(cases.count)" failures="\(failed)" errors="0" skipped="\(skipped)" time="0">
            \(cases.map(\.markup))  </testsuite>
            </testsuites>

            """
        return results.text
    }
}

extension TestResults.Case {
    fileprivate var markup: Markup {
        let lines = self.lines.map { line -> Markup in "\(line)\n" }
        let result: Markup =
            switch outcome {
            case .failed: "<failure type=\"\(label)\" message=\"\(message)\">\(lines)</failure>"
            case .skipped: "<skipped message=\"\(message)\"/>"
            case .passed: "<system-out>\(label): \(lines)</system-out>"
            }
        return """
                <testcase name="\(name)" classname="\(group)" time="0">
                  \(result)
                </testcase>

            """
    }
}
