import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// What layers did at a path, and whose it is.
@Suite struct PathHistoryTests {
    private func analysis(_ layers: [TarBuilder]) async throws -> ImageAnalysis {
        var options = ScanOptions()
        options.booksBytes = true
        return try await ImageAnalyzer(options: options).analyze(TestImage.image(layers.map(\.archive)))
    }

    /// Links have no bytes to book, but the lists of packages name them.
    @Test func findsThePackageOfALink() async throws {
        var tar = TarBuilder()
        tar.add("bin", type: "2", link: "usr/bin")
        tar.add("usr/bin/tool", contents: Array("#!/bin/sh\n".utf8), mode: 0o755)
        for name in ["alias", "listed-in-bin", "mine"] { tar.add("usr/bin/\(name)", type: "2", link: "tool") }
        TestDatabase.add(
            [("p", "1", ["usr/bin/tool", "usr/bin/alias"]), ("q", "2", ["bin/listed-in-bin"])], to: &tar)
        let site = "usr/lib/python3.11/site-packages"
        tar.add("\(site)/w-3.dist-info/METADATA", "Metadata-Version: 2.1\nName: w\nVersion: 3\n")
        tar.add("\(site)/w-3.dist-info/RECORD", "w/__init__.py,,\nw/link.py,,\nw-3.dist-info/RECORD,,\n")
        tar.add("\(site)/w/__init__.py", "")
        tar.add("\(site)/w/link.py", type: "2", link: "__init__.py")
        let analysis = try await analysis([tar])
        func owner(_ path: BytePath) -> String? { PathHistory(of: path, in: analysis).owner?.name }
        #expect(owner("usr/bin/alias") == "p" && owner("usr/bin/listed-in-bin") == "q")
        #expect(owner("bin/alias") == "p" && owner("usr/bin/mine") == nil)
        #expect(owner(BytePath(normalized: Array("\(site)/w/link.py".utf8))) == "w")
    }
}
