import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct ApkCatalogTests {
    @Test func putsPackagesFilesAndWishesTogether() throws {
        var layer = TestLayer()
        try layer.add(
            file: "lib/apk/db/installed",
            "C:Q1Deb0jNytkrjPW4N/eKLZ43BwOlw=\nP:musl\nV:1.2\nA:x86_64\np:so:libc.musl-x86_64.so.1=1\nF:lib\nR:ld\n\n"
                + "C:Q12adwqQOjo9dFl+VJD2Ecd901vhE=\nP:busybox\nV:1.36\nA:x86_64\nD:so:libc.musl-x86_64.so.1\nF:bin\n"
                + "R:busybox\n\n")
        try layer.add(file: "etc/apk/world", "busybox\n")
        for path in ["lib/ld", "bin/busybox"] { try layer.add(file: path) }
        let tree = TestLayer.tree(layer)
        let catalog = ApkCatalog(tree: tree, distribution: Distribution(id: "alpine", versionID: "3.19.1"))
        #expect(catalog.packages.map(\.package.name) == ["musl", "busybox"])
        #expect(
            catalog.packages.map { $0.files.map { tree.path(of: $0).string } }
                == [["lib", "lib/ld"], ["bin", "bin/busybox"]])
        #expect(catalog.records.map(\.fields.origin) == ["musl", "busybox"])
        #expect(catalog.diagnostics.isEmpty)
        let dependencies = catalog.dependencies
        #expect(dependencies.relations.map { $0.map(\.alternatives) } == [[], [[[0]]]])
        #expect(dependencies.isWanted == [false, true])
    }

    @Test func findsNothingWithoutADatabase() throws {
        var layer = TestLayer()
        try layer.add(file: "etc/apk/world", "a=")
        let catalog = ApkCatalog(tree: TestLayer.tree(layer), distribution: nil)
        #expect(catalog.packages.isEmpty)
        #expect(catalog.world == nil)
        #expect(catalog.diagnostics.isEmpty)
    }

    @Test func namesDatabasesThatCannotBeRead() throws {
        var layer = TestLayer()
        try layer.add(link: "lib/apk/db/installed", to: "/nowhere")
        try layer.add(directory: "usr/lib/apk/db/installed")
        try layer.add(file: "etc/apk/world", bytes: [0x61], isKept: false)
        var database = ApkDatabase(tree: TestLayer.tree(layer), distribution: nil)
        database.read()
        #expect(ApkWorld(&database) == nil)
        #expect(database.records.isEmpty)
        #expect(database.diagnostics.map(\.code) == [.unreadableDatabase, .unreadableDatabase, .unreadableDatabase])
        var empty = ApkDatabase(tree: FileTree(), distribution: nil)
        empty.read()
        #expect(empty.diagnostics.isEmpty)
    }

    @Test func keepsTheFilesOfTheDatabase() {
        #expect(ApkEcosystem().captureMode(for: "lib/apk/db/installed") == .controlFile)
        #expect(ApkEcosystem().captureMode(for: "usr/lib/apk/db/installed") == .controlFile)
        #expect(ApkEcosystem().captureMode(for: "etc/apk/world") == .whole)
        #expect(ApkEcosystem().captureMode(for: "lib/apk/db/scripts.tar") == nil)
        #expect(ApkEcosystem().captureMode(forHead: Array("C:Q1Deb0jNytkrjPW4N/eKLZ43BwOlw=".utf8)) == .controlFile)
        #expect(ApkEcosystem().captureMode(forHead: Array("C:Q1".utf8)) == nil)
        #expect(ApkEcosystem().captureMode(forHead: Array(repeating: 0x41, count: 32)) == nil)
    }
}
