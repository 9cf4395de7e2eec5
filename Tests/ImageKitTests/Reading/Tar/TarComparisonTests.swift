import Foundation
import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// The walk against libarchive's and against what other projects expect of the files they test with.
@Suite struct TarComparisonTests {
    @Test func agreesWithLibarchiveOnValidTars() throws {
        for seed in 0..<200 {
            var generator = SeededGenerator(seed: UInt64(seed))
            let tar = try TarComparisonTests.randomTar(&generator)
            let ours = try TarWalk(tar).entries.map { LibarchiveWalk.line($0) }
            let theirs = try LibarchiveWalk(tar).lines
            #expect(theirs == ours, "seed \(seed): \(zip(theirs, ours).filter { $0 != $1 })")
        }
    }

    @Test func agreesWithLibarchiveOnOneOfEverything() throws {
        // libarchive joins no prefix that a directory's name ends in a slash with, nor do its maps keep the last hole.
        let tar = TarBuilder.everything.archive
        #expect(try LibarchiveWalk(tar).lines == TarWalk(tar).entries.map { LibarchiveWalk.line($0) })
    }

    @Test(arguments: ["gnu", "oldgnu", "pax", "posix", "ustar", "v7"])
    func agreesWithLibarchiveOnWhatTarWrites(format: String) throws {
        let folder = try TemporaryFolder()
        try folder.write(Array("text".utf8), to: "root/a")
        try folder.write([], to: "root/dir/empty")
        let isLong = format != "v7" && format != "ustar"
        if isLong { try folder.write([1, 2], to: "root/" + String(repeating: "long-directory/", count: 12) + "file") }
        try FileManager.default.createSymbolicLink(atPath: folder.path("root/link"), withDestinationPath: "dir/empty")
        try FileManager.default.linkItem(atPath: folder.path("root/a"), toPath: folder.path("root/hard"))
        try Tool.run("truncate", "-s", "3M", folder.path("root/sparse"))
        let sparse = isLong ? "--sparse" : "--no-xattrs"
        try Tool.run(
            "tar", "--format=\(format)", sparse, "-C", folder.path("root"), "-cf", folder.path("root.tar"), ".")
        let tar = Array(try Data(contentsOf: folder.url.appendingPathComponent("root.tar")))
        let walk = try TarWalk(tar)
        #expect(walk.entries.count == (isLong ? 20 : 7))
        #expect(walk.diagnostics.isEmpty)
        #expect(try LibarchiveWalk(tar).lines == walk.entries.map { LibarchiveWalk.line($0) })
    }

    private static func randomTar(_ generator: inout SeededGenerator) throws -> [UInt8] {
        var tar = TarBuilder()
        func random(_ count: Int) -> Int { Int(generator.next() % UInt64(count)) }
        for number in 0..<random(30) + 1 {
            var name = (0...random(4)).map { _ in String(repeating: "n", count: random(30) + 1) }.joined(separator: "/")
            name += "-\(number)"
            if random(6) == 0 {
                let regions = (0..<random(30) + 1).map { (offset: Int64($0) * 1000, length: Int64(random(999) + 1)) }
                tar.addSparse(
                    ["old", "0.0", "0.1", "1.0"][random(4)], "sparse-\(number)", regions: regions, realSize: 30_000)
                continue
            }
            let dialect = TarBuilder.Dialect.allCases[random(3)]
            if name.utf8.count > 100 || random(5) == 0 {
                if dialect == .gnu {
                    tar.addLong(Array(name.utf8))
                } else {
                    tar.addPax(["path": name, "mtime": "\(random(1 << 40)).5", "uid": "\(random(1 << 31))"])
                }
            }
            let type = Array("0\u{0}123456")[random(8)]
            let contents = type == "0" || type == "\0" ? generator.bytes(random(3000)) : []
            let link = type == "1" || type == "2" ? "target-\(random(100))" : ""
            tar.add(name, type: type, contents: contents, link: link, mode: random(0o10000), dialect: dialect)
        }
        return tar.archive
    }
}
