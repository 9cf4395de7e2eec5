import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct ApkOwnershipTests {
    /// What each package owns in a tree whose database names these lines.
    private func owned(
        _ records: [String: String], _ build: (inout TestLayer) throws -> Void
    ) throws -> [String: [String]] {
        var layer = TestLayer()
        let text = records.sorted { $0.key < $1.key }.map { "P:\($0.key)\nV:1\nA:x\n\($0.value)\n\n" }.joined()
        try layer.add(file: "var/db", text)
        try layer.add(link: "lib/apk/db/installed", to: "/var/db")
        try build(&layer)
        let tree = TestLayer.tree(layer)
        var database = ApkDatabase(tree: tree, distribution: nil)
        database.read()
        var ownership = ApkOwnership(tree: tree)
        return Dictionary(
            uniqueKeysWithValues: database.records.map { record in
                (record.package.name, ownership.files(of: record).map { tree.path(of: $0).string }.sorted())
            })
    }

    @Test func ownsWhatTheRecordNames() throws {
        let owned = try owned(["a": "F:\nR:top\nF:usr\nF:usr/bin/\nR:x\nR:gone\nF:/etc/./a b\nR:c d\nF:none\nR:x"]) {
            for path in ["top", "usr/bin/x", "usr/bin/y", "etc/a b/c d"] { try $0.add(file: path) }
        }
        #expect(owned["a"] == ["etc/a b", "etc/a b/c d", "top", "usr", "usr/bin", "usr/bin/x"])
    }

    @Test func sharesFolders() throws {
        let owned = try owned(["a": "F:bin\nR:a", "b": "F:bin\nR:b\nR:a"]) {
            for path in ["bin/a", "bin/b"] { try $0.add(file: path) }
        }
        #expect(owned == ["a": ["bin", "bin/a"], "b": ["bin", "bin/a", "bin/b"]])
    }

    @Test func ownsLinksThemselves() throws {
        let owned = try owned(["a": "F:lib\nR:a.so\nR:a.so.1\nR:lost\nF:\nR:lib64"]) {
            try $0.add(file: "lib/a.so.1")
            try $0.add(link: "lib/a.so", to: "a.so.1")
            try $0.add(link: "lib/lost", to: "/nowhere")
            try $0.add(link: "lib64", to: "lib")
        }
        #expect(owned["a"] == ["lib", "lib/a.so", "lib/a.so.1", "lib/lost", "lib64"])
    }

    @Test func followsTheMergedUsr() throws {
        let owned = try owned(["a": "F:bin\nR:a\nF:usr/bin\nR:b\nF:usr/sbin\nR:c"]) {
            try $0.add(link: "bin", to: "usr/bin")
            try $0.add(link: "usr/sbin", to: "bin")
            for path in ["usr/bin/a", "usr/bin/b", "usr/bin/c"] { try $0.add(file: path) }
        }
        #expect(owned["a"] == ["usr/bin", "usr/bin/a", "usr/bin/b", "usr/bin/c"])
    }

    @Test func findsFilesOnTheOtherSideOfTheMerge() throws {
        let owned = try owned(["a": "F:lib\nR:a\nF:usr/bin\nR:b\nF:sbin\nR:c\nF:share\nR:d"]) {
            for path in ["usr/lib/a", "bin/b", "sbin/x", "usr/sbin/c", "usr/share/d"] { try $0.add(file: path) }
        }
        #expect(owned["a"] == ["bin", "bin/b", "lib", "sbin", "usr/lib/a", "usr/sbin/c"])
    }

    @Test func leavesTheImageNowhere() throws {
        let owned = try owned(["a": "F:..\nR:x\nF:usr/../etc\nR:x\nF:usr\nR:../etc\nR:..\nR:.\nR:bin/x\nR:"]) {
            for path in ["x", "etc/x", "usr/bin/x"] { try $0.add(file: path) }
        }
        #expect(owned["a"] == ["usr"])
    }

    @Test func walksChainsOfLinksOnce() throws {
        let count = 200
        var lines = ""
        for index in 0..<20_000 { lines += "F:l0/\(index % 2)\nR:x\n" }
        let owned = try owned(["a": lines]) {
            for index in 0..<count { try $0.add(link: "l\(index)", to: "l\(index + 1)") }
            try $0.add(file: "l\(count)/0/x")
            try $0.add(link: "loop", to: "loop")
        }
        #expect(owned["a"] == ["l200/0", "l200/0/x"])
    }
}
