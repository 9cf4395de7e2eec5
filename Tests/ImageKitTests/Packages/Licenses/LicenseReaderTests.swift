import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Licenses of images made in memory, read as those of an archive are.
@Suite struct LicenseReaderTests {
    private static let machineReadable =
        "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\nFiles: *\nLicense: GPL-2+\n"

    private func packages(
        _ options: ScanOptions, _ build: (inout TarBuilder) -> Void
    ) async throws -> (packages: [String: Package], diagnostics: [Diagnostic]) {
        var tar = TarBuilder()
        TestDatabase.add(
            [("a", "1", []), ("b", "1", []), ("c", "1", []), ("d", "1", []), ("e", "1", [])], to: &tar)
        build(&tar)
        let analysis = try await ImageAnalyzer(options: options).analyze(TestImage.image([tar.archive]))
        let packages = Dictionary(analysis.inventory.packages.map { ($0.name, $0) }) { first, _ in first }
        return (packages, analysis.diagnostics)
    }

    private var options: ScanOptions {
        var options = ScanOptions()
        options.readsLicenses = true
        return options
    }

    @Test func followsLinksOfFilesAndFolders() async throws {
        let (packages, _) = try await packages(options) { tar in
            tar.add("usr/share/doc/a/copyright", LicenseReaderTests.machineReadable)
            tar.add("usr/share/doc/b", type: "2", link: "a")
            tar.add("usr/share/doc/c/copyright", type: "2", link: "../b/copyright")
            tar.add("usr/share/doc/d/copyright", type: "2", link: "/usr/share/common-licenses/GPL-3")
            tar.add("usr/share/common-licenses/GPL-3", "text")
        }
        for name in ["a", "b", "c"] { #expect(packages[name]?.license?.expression?.description == "GPL-2.0-or-later") }
        #expect(packages["a"]?.license?.sources == ["/usr/share/doc/a/copyright"])
        #expect(packages["b"]?.license?.sources == ["/usr/share/doc/b/copyright", "/usr/share/doc/a/copyright"])
        #expect(packages["d"]?.license?.expression?.description == "GPL-3.0-only")
        #expect(packages["d"]?.license?.isHeuristic == true)
        #expect(packages["e"]?.license == PackageLicense())
    }

    @Test func takesTheLicenseOfAnotherPackageOfTheSource() async throws {
        var tar = TarBuilder()
        let stanzas = ["a", "b", "c"].map { name in
            "Package: \(name)\nStatus: install ok installed\nArchitecture: all\nVersion: 1\n"
                + (name == "c" ? "" : "Source: s\n")
        }
        tar.add("var/lib/dpkg/status", stanzas.joined(separator: "\n"))
        tar.add("usr/share/doc/a/copyright", LicenseReaderTests.machineReadable)
        let analysis = try await ImageAnalyzer(options: options).analyze(TestImage.image([tar.archive]))
        let licenses = analysis.inventory.packages.map(\.license)
        #expect(licenses.map { $0?.expression?.description } == ["GPL-2.0-or-later", "GPL-2.0-or-later", nil])
        #expect(licenses.map { $0?.isHeuristic } == [false, true, false])
        #expect(licenses[1]?.sources == ["/usr/share/doc/a/copyright"])
    }

    @Test func keepsNothingUnlessAsked() async throws {
        var tar = TarBuilder()
        tar.add("usr/share/doc/a/copyright", LicenseReaderTests.machineReadable)
        let plain = try await ImageAnalyzer().analyze(TestImage.image([tar.archive]))
        #expect(plain.tree.capturedNodes.isEmpty)
        let asked = try await ImageAnalyzer(options: options).analyze(TestImage.image([tar.archive]))
        #expect(asked.tree.capturedNodes.count == 1)
        #expect(try await packages(ScanOptions()) { _ in }.packages["a"]?.license == nil)
    }

    @Test func passesOverWhatIsBeyondALimit() async throws {
        var options = options
        options.limits.licenseFile = 200
        options.limits.licenseTotal = 400
        let text = LicenseReaderTests.machineReadable
        let (packages, diagnostics) = try await packages(options) { tar in
            tar.add("usr/share/doc/a/copyright", text)
            tar.add("usr/share/doc/b/copyright", text + String(repeating: " x\n", count: 100))
            for name in ["c", "d", "e"] { tar.add("usr/share/doc/\(name)/copyright", text) }
        }
        let known = packages.values.filter { $0.license?.expression != nil }.map(\.name).sorted()
        #expect(known == ["a", "c", "d"])
        #expect(diagnostics.filter { $0.code == .notCaptured }.count == 2)
    }

    @Test func readsLicensesOfPythonRecords() async throws {
        let (packages, _) = try await packages(options) { tar in
            let record = "usr/lib/python3/dist-packages/thing-1.dist-info"
            tar.add("\(record)/METADATA", "Metadata-Version: 2.4\nName: thing\nVersion: 1\nLicense: Own\n\n")
            tar.add(
                "\(record)/licenses/sub/LICENSE", "Copyright 2026 Thing\nlicensed under the Apache License, Version 2.0"
            )
            tar.add("\(record)/NOTICE.txt", "Copyright 2025 Thing")
        }
        let license = try #require(packages["thing"]?.license)
        #expect(license.expression?.description == "Apache-2.0")
        #expect(license.copyrights == ["Copyright 2025 Thing", "Copyright 2026 Thing"])
        #expect(license.sources.count == 3)
    }

    @Test func saysThatAPackageHasTooManyLicenses() {
        let stanzas = (0..<4000).map { "Files: \($0)\nLicense: own-\($0)\n\n" }.joined()
        let format = "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\n"
        let license = DebianCopyright(Array((format + stanzas).utf8)).license
        #expect(license.references.count == PackageLicense.referenceLimit)
        #expect(license.statements.last == "more than 1000 licenses, the rest is left out")
    }
}
