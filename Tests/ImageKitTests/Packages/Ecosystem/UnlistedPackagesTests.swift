import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Packages that are in an image and in no list.
@Suite struct UnlistedPackagesTests {
    private static let status = "var/lib/dpkg/status"

    private func remarks(_ layers: [TarBuilder]) async throws -> [Diagnostic] {
        try await ImageAnalyzer(options: ScanOptions()).analyze(TestImage.image(layers.map(\.archive))).unlistedPackages
    }

    private func base() -> TarBuilder {
        var tar = TarBuilder()
        tar.add("etc/os-release", "ID=debian\nVERSION_ID=12\n")
        tar.add(
            Self.status,
            ["a", "b"].map { "Package: \($0)\nStatus: install ok installed\nArchitecture: all\nVersion: 1\n" }
                .joined(separator: "\n"))
        return tar
    }

    @Test func saysWhichLayerTookADatabaseAway() async throws {
        #expect(try await remarks([base()]).isEmpty)
        var emptied = TarBuilder()
        emptied.add(Self.status, "")
        var deleted = TarBuilder()
        deleted.add("var/lib/.wh.dpkg", "")
        for layer in [emptied, deleted] {
            let remark = try #require(try await remarks([base(), layer]).first)
            #expect(remark.layer == 1 && remark.message.contains("database of dpkg: the 2 packages"))
        }
        // Packages that were removed one by one leave a record.
        var purged = TarBuilder()
        purged.add(
            Self.status,
            "Package: a\nStatus: deinstall ok config-files\nArchitecture: all\nVersion: 1\n")
        #expect(try await remarks([base(), purged]).isEmpty)
    }

    @Test(arguments: [("debian", "dpkg"), ("alpine", "apk"), ("scratch", nil)])
    func saysThatADistributionHasNoDatabase(id: String, name: String?) async throws {
        var tar = TarBuilder()
        tar.add("etc/os-release", "ID=\(id)\nVERSION_ID=1\n")
        let found = try await remarks([tar])
        #expect(found.count == (name == nil ? 0 : 1))
        #expect(found.allSatisfy { $0.message.contains("the database of \(name ?? "") is missing or empty") })
    }

    /// Applications of zipapp, shiv and pex need no suffix.
    @Test func findsZipApplicationsByTheirContents() async throws {
        var tar = TarBuilder()
        tar.add("usr/local/bin/app", contents: Array("#!/usr/local/bin/python3.11\nPK\u{3}\u{4}rest".utf8), mode: 0o755)
        tar.add("usr/local/bin/tool", contents: Array("#!/usr/bin/env python3\nprint(1)\n".utf8), mode: 0o755)
        let found = try await remarks([tar])
        #expect(found.map(\.path) == ["/usr/local/bin/app"])
        #expect(found.allSatisfy { $0.message.contains("pex, shiv and zipapp files") })
    }

    @Test func namesManagersThatAreNotRead() async throws {
        var tar = TarBuilder()
        tar.add("etc/os-release", "ID=fedora\n")
        tar.add("usr/lib/sysimage/rpm/rpmdb.sqlite", "SQLite format 3\u{0}")
        for name in ["x", "y"] { tar.add("app/node_modules/\(name)/package.json", "{}") }
        let found = try await remarks([tar])
        #expect(
            found.map { $0.path ?? "" }.sorted() == [
                "/app/node_modules/x/package.json", "/usr/lib/sysimage/rpm/rpmdb.sqlite",
            ])
        #expect(found.contains { $0.message.contains("2 records name them") })
    }
}
