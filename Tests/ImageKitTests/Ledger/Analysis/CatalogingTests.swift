import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Below the last layer, who owns which files is only asked where bytes are booked; what is found is the same.
@Suite struct CatalogingTests {
    /// Layers that install, upgrade, remove and damage packages of several kinds, some recorded twice.
    private static func layer(using random: inout SeededGenerator) -> [UInt8] {
        var tar = TarBuilder()
        func version() -> String { "\(Int.random(in: 1...3, using: &random))" }
        let site = "usr/local/lib/python3.11/site-packages"
        if Bool.random(using: &random) {
            let names = ["a", "b", "c", "python3-w0"].filter { _ in Int.random(in: 0..<3, using: &random) > 0 }
            TestDatabase.add(names.map { ($0, version(), ["usr/lib/\($0)", "\(site)/w0.py"]) }, to: &tar)
            for name in names { tar.add("usr/lib/\(name)", "x") }
        }
        if Int.random(in: 0..<4, using: &random) == 0 {
            tar.add("lib/apk/db/installed", "P:k\nV:\(version())\nA:x86_64\nF:usr/bin\nR:k\n\n")
        }
        for number in 0..<4 where Bool.random(using: &random) {
            let version = version()
            let folder = "\(site)/w\(number)-\(version).dist-info"
            if Int.random(in: 0..<4, using: &random) == 0 {
                tar.add("\(site)/.wh.w\(number)-\(version).dist-info")
                continue
            }
            tar.add("\(folder)/METADATA", "Metadata-Version: 2.1\nName: w\(number)\nVersion: \(version)\n")
            let size = Int.random(in: 1...2, using: &random)
            if Bool.random(using: &random) { tar.add("\(folder)/RECORD", "w\(number).py,,\(size)\n") }
            tar.add("\(site)/w\(number).py", String(repeating: "x", count: Int.random(in: 1...2, using: &random)))
        }
        if Bool.random(using: &random) { tar.add("srv/other", "x") }
        return tar.archive
    }

    @Test(arguments: 0..<40) func findsTheSameWithAndWithoutFiles(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let tars = (0..<5).map { _ in CatalogingTests.layer(using: &random) }
        var analyses: [ImageAnalysis] = []
        for booksBytes in [false, true] {
            var options = ScanOptions()
            options.booksBytes = booksBytes
            analyses.append(try await ImageAnalyzer(options: options).analyze(TestImage.image(tars)))
        }
        let (plain, booked) = (analyses[0], analyses[1])
        #expect(plain.layers.map(\.changes) == booked.layers.map(\.changes))
        #expect(plain.inventory.packages == booked.inventory.packages)
        #expect(plain.inventory.owners == booked.inventory.owners)
        #expect(plain.diagnostics == booked.diagnostics)
    }
}
