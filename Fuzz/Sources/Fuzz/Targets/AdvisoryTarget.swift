@testable import ImageAdvisories
@testable import ImageLedger
@testable import ImagePackages
@testable import ImageReading

/// Reads advisory data of every kind, and computes what its vectors score.
enum AdvisoryTarget: FuzzTarget {
    private static let file = InputInFile()

    static func run(_ input: FuzzInput) throws {
        try file.write(input.bytes)
        let source = try AdvisoryFiles(paths: [file.path], wanted: nil)
        for diagnostic in source.diagnostics { expectPrintable(diagnostic.message + (diagnostic.path ?? "")) }
        for advisory in source.all {
            expect(!advisory.id.isEmpty, "an advisory without an identifier")
            for vector in advisory.vectors {
                guard let score = CVSS(vector)?.score else { continue }
                expect((0...10).contains(score), "\(vector) scores \(score)")
            }
        }
        let found = source.advisories(for: ["PyPI": ["tool"], "Debian": ["tool"]])
        expect(found.allSatisfy { $0.affected.allSatisfy { $0.name == "tool" } }, "a package nobody asked for")
        _ = source.fixNotices(of: ["CVE-2026-1"], package: "tool", release: "12")
        for changelog in source.changelogs(of: "tool") {
            _ = changelog.fix(of: ["CVE-2026-1234"], in: "1.2-1", order: Package.Kind.deb.ecosystem.order)
        }
    }
}

/// Reads VEX statements of every kind.
enum StatementTarget: FuzzTarget {
    private static let file = InputInFile()

    static func run(_ input: FuzzInput) throws {
        try file.write(input.bytes)
        let files = try StatementFiles(paths: [file.path])
        expect(files.statements.allSatisfy { !$0.vulnerabilities.isEmpty }, "a statement about nothing")
    }
}
