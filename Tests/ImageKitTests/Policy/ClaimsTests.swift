import Foundation
import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// The claim files of the three documents against small images made as their Dockerfiles make them.
@Suite struct ClaimsTests {
    private func claims(_ document: String) throws -> Policy {
        let file = Repository.root.appendingPathComponent("Examples/claims/\(document).yaml")
        return try Policy(yaml: String(contentsOf: file, encoding: .utf8), file: file.lastPathComponent)
    }

    /// Compares with a letter a line: pass, fail, warn, and - for no data.
    private func expect(
        _ document: String, _ image: PolicyImage, before: PolicyImage, _ letters: String
    ) async throws {
        let statuses: [Character: Finding.Status] = ["p": .pass, "f": .fail, "w": .warn, "-": .noData]
        let expected = try letters.filter { $0 != " " }.map { try #require(statuses[$0]) }
        let check = try await image.check([claims(document)], before: before)
        #expect(check.findings.count == expected.count)
        for (finding, status) in zip(check.findings, expected) {
            #expect(finding.status == status, "\(finding.title): \(finding.message)")
        }
    }

    // black 23.0.0, which the document tells of, was never released; the image before had 23.1.0.
    @Test func decidesTheDocumentOfTheSearchService() async throws {
        let (before, after) = (ClaimedImages.jiraBefore, ClaimedImages.jiraAfter)
        try await expect("jira", after, before: before, "---p---p pppppp ppp ppp pp pppfpp pppp p-p")
        try await expect("jira", before, before: before, "---p---f fpffff fff fpf ff fffffp ffpf f-f")
    }

    // The stand-ins don't have the gigabytes that the document tells of.
    @Test func decidesTheDocumentOfTheJupyterImage() async throws {
        let (before, after) = (ClaimedImages.jupyterBefore, ClaimedImages.jupyterAfter)
        try await expect("jupyter", after, before: before, "---p---p pppffppppppp pp ppp pp pp -")
        try await expect("jupyter", before, before: before, "---f---f ffffffffffff ff fpf ff ff -")
    }

    @Test func decidesTheDocumentOfTheClassifier() async throws {
        let (before, after) = (ClaimedImages.classifierBefore, ClaimedImages.classifierAfter)
        try await expect("classifier", after, before: before, "---p---p pppppp ppp ppp pw pp -")
        try await expect("classifier", before, before: before, "---p---f fffpff fff fpp pw ff -")
    }

    @Test func letsNothingOfAnImageReachATerminal() async throws {
        let evil = "\u{1B}]0;x\u{7}\u{202E}\r\n"
        var image = PolicyImage()
        image.layer("RUN apt-get install \(evil) && pip install \(evil)") { tar in
            tar.add(users: "\(evil.filter { !$0.isNewline }):x:1000:1000::/\u{1B}:/\u{1B}")
            tar.add(file: "app/\u{1B}[31m", mode: 0o777)
            tar.add(file: "app/requirements.txt", "\u{1B}[2J>=1\n")
            tar.add(file: "usr/bin/git\u{1B}", "x", mode: 0o755)
            tar.add(packages: ["gcc": "1\u{1B}[2J"])
        }
        image.config.user = "1000"
        image.config.labels = ["a": evil]
        image.config.env = ["A=\(evil)", "PATH=/usr/bin:/\(evil)"]
        image.config.cmd = ["gunicorn", evil]
        image.config.exposedPorts = [evil]
        image.configuration.created = evil
        let policy = try Policy(
            yaml: """
                rules:
                  - { rule: package-absent, with: { package: "gcc*" } }
                  - { rule: package-version, with: { package: "gcc*", at-least: 2 } }
                  - { rule: command-absent, with: { command: "git*" } }
                  - { rule: user, with: { uid: 1, shell: /bin/sh } }
                  - { rule: ownership, with: { path: /app, max-mode: 0 } }
                  - { rule: path-absent, with: { path: "/app/*" } }
                  - { rule: label, with: { label: a, value: b } }
                  - { rule: environment, with: { variable: A, value: b } }
                  - { rule: ports, with: { port: 80, only: true } }
                  - { rule: command-line, with: { contains: --preload } }
                  - { rule: packages-pinned }
                  - { rule: creation-date, with: { max-age-days: 1 } }
                  - { rule: history-command, with: { command: apt-get install, expect: absent } }
                  - { rule: no-pip-cache, with: { flag: true } }
                """)
        let check = try await image.check([policy])
        #expect(check.findings.filter { $0.status == .pass }.map(\.rule) == [])
        for format in CheckReport.formats {
            let text = try CheckReport(check).text(as: format)
            #expect(!text.unicodeScalars.contains { DisplayText.isUnsafe($0) && $0 != "\n" })
        }
    }
}
