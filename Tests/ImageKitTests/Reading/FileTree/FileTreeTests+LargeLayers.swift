import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Layers that took time with the square of their size.
extension FileTreeTests {
    @Test func linksAChainOfHardLinksThatStandsBackwards() throws {
        let count = 20_000
        let tree = try tree { layer in
            for number in 0..<count { try layer.add(hardLink: "c/\(number)", to: "c/\(number + 1)") }
            try layer.add(file: "c/\(count)", "x")
        }
        #expect(text(tree, "c/0") == "x")
        #expect(tree.linkCount(of: try #require(tree.lookup("c/0"))) == count + 1)
        #expect(!codes(tree).contains(.hardLinkMissing))
    }

    @Test func emptiesALargeDirectoryManyTimes() throws {
        let count = 20_000
        let tree = try tree(
            { layer in for number in 0..<count { try layer.add(file: "d/\(number)") } },
            { layer in
                for _ in 0..<count { try layer.add(file: "d/.wh..wh..opq") }
                for _ in 0..<count {
                    try layer.add(file: "d")
                    try layer.add(file: "d/x")
                }
                try layer.add(file: "d/7", "again")
            })
        #expect(paths(tree) == ["d", "d/7", "d/x"])
        let directory = try #require(tree.lookup("d"))
        #expect(tree.children(of: directory).map { tree.path(of: $0).string } == ["d/7", "d/x"])
        #expect(text(tree, "d/7") == "again")
    }

    @Test func walksLongLinkTargetsOnlySoOften() throws {
        let tree = try tree { layer in
            try layer.add(directory: "l0")
            let folder = String(repeating: "n", count: 100)
            try layer.add(directory: folder)
            for number in 1...250 {
                let target = String(repeating: "\(folder)/../", count: 600) + "l\(number - 1)"
                try layer.add(link: "l\(number)", to: target)
            }
            for number in 0..<2000 {
                try layer.add(file: "l250/\(number)")
                try layer.add(file: "other/\(number)")
            }
        }
        #expect(tree.lookup("l0/0") != nil)
        let remark = try #require(tree.diagnostics.first { $0.code == .linkSteps })
        #expect(remark.message.contains("further ones that are long"))
        // Short ones are followed all the same.
        #expect(tree.lookup("other/1999") != nil)
    }
}
