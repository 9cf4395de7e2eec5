import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct DuplicateContentsTests {
    @Test func groupsManyCopiesOfOneFile() throws {
        let count = 60_000
        var test = TestLayer()
        for number in 0..<count { try test.add(file: "d/\(number)", bytes: [0], isKept: false) }
        try test.add(hardLink: "other", to: "d/0")
        var layer = test.layer
        layer.contentDigests = Array(repeating: 1, count: 32 * count)
        var tree = FileTree()
        tree.apply(layer)
        let group = try #require(DuplicateContents(in: tree).groups.first)
        // The other name of the first file is no copy.
        #expect(group.paths.count == count && group.repeatedSize == Int64(count - 1))
    }
}
