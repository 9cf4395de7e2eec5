import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct ApkDatabaseTests {
    /// The database of a tree with the given text in it.
    private func database(
        _ text: String, at path: String = "lib/apk/db/installed", limits: Limits = Limits(),
        _ build: (inout TestLayer) throws -> Void = { _ in }
    ) throws -> ApkDatabase {
        var layer = TestLayer()
        try layer.add(file: path, text)
        try build(&layer)
        var tree = FileTree(limits: limits)
        tree.apply(layer.layer)
        var database = ApkDatabase(tree: tree, distribution: Distribution(id: "alpine", versionID: "3.19.1"))
        database.read()
        return database
    }

    private static let checksum = "Q1Deb0jNytkrjPW4N/eKLZ43BwOlw="

    private func record(_ name: String, _ rest: String = "") -> String {
        "C:\(ApkDatabaseTests.checksum)\nP:\(name)\nV:1.0-r0\nA:x86_64\n\(rest)\n"
    }

    @Test func readsEveryField() throws {
        let database = try database(
            """
            C:Q1Deb0jNytkrjPW4N/eKLZ43BwOlw=
            P:musl
            V:1.2.2-r7
            A:x86_64
            S:383152
            I:622592
            T:the musl c library (libc) implementation
            U:https://musl.libc.org/
            L:MIT
            o:musl-src
            m:Timo Teräs <timo.teras@iki.fi>
            t:1632431095
            c:bf5bbfdbf780092f387b7abe401fbfceda90c84d
            k:100
            D:a>=1 so:b !c
            p:so:libc.musl-x86_64.so.1=1 /bin/x
            p:more
            i:d=1 e
            r:f g<2
            q:7
            s:edge
            g:alpine:x y
            f:sxS
            F:lib
            R:ld
            a:0:0:755
            Z:Q12adwqQOjo9dFl+VJD2Ecd901vhE=

            """)
        let record = try #require(database.records.first)
        let package = record.package
        #expect(package.name == "musl")
        #expect(package.version == "1.2.2-r7")
        #expect(package.architecture == "x86_64")
        #expect(package.kind == .apk)
        #expect(package.purl.description == "pkg:apk/alpine/musl@1.2.2-r7?arch=x86_64&distro=alpine-3.19.1")
        #expect(package.summary == "the musl c library (libc) implementation")
        #expect(package.homepage == "https://musl.libc.org/")
        #expect(package.maintainer == "Timo Teräs <timo.teras@iki.fi>")
        #expect(package.locations == ["/lib/apk/db/installed"])
        var expected = ApkFields()
        expected.origin = "musl-src"
        expected.commit = "bf5bbfdbf780092f387b7abe401fbfceda90c84d"
        expected.buildTime = 1_632_431_095
        expected.packageSize = 383_152
        expected.installedSize = 622_592
        expected.license = "MIT"
        expected.version = "1.2.2-r7"
        expected.checksum = ApkDatabaseTests.checksum
        expected.depends = ["a>=1", "so:b", "!c"]
        expected.provides = ["so:libc.musl-x86_64.so.1=1", "/bin/x", "more"]
        expected.installIf = ["d=1", "e"]
        expected.replaces = ["f", "g<2"]
        expected.replacesPriority = 7
        expected.providerPriority = 100
        expected.repositoryTag = "edge"
        expected.tags = ["alpine:x", "y"]
        expected.failures = [.script, .extendedAttributes]
        #expect(record.fields == expected)
        #expect(record.hasBeginnings)
        #expect(record.line == 1)
        #expect(database.diagnostics.map(\.code) == [.incompletePackage, .incompletePackage])
    }

    @Test func keepsTheOrderOfTheFile() throws {
        let database = try database(record("b") + record("a") + record("c"))
        #expect(database.records.map(\.package.name) == ["b", "a", "c"])
        #expect(database.records.map(\.line) == [1, 6, 11])
        #expect(database.records.map(\.fields.origin) == ["b", "a", "c"])
        #expect(database.diagnostics.isEmpty)
    }

    @Test func readsWhatApkoWrites() throws {
        let database = try database(
            "P:x\nV:1.0.0-r0\nA:aarch64\nL:MIT\nT:\no:x\nm:\nU:\nD:\np:\nc:\ni:[[]]\nt:0\nS:1\nI:2\nk:0\n"
                + "C:\(ApkDatabaseTests.checksum)\nF:etc\nM:501:20:0755\nR:y\n\n"
                + "P:z\nV:1\nA:noarch\ni:[]\nC:\(ApkDatabaseTests.checksum)\n\n")
        #expect(database.records.map(\.package.name) == ["x", "z"])
        #expect(database.records.map(\.fields.installIf) == [[], []])
        #expect(database.records.first?.package.homepage == nil)
        #expect(database.records.map(\.fields.checksum) == [ApkDatabaseTests.checksum, ApkDatabaseTests.checksum])
        #expect(database.diagnostics.isEmpty)
    }

    @Test func takesTheDistributionIntoThePackageURL() throws {
        var layer = TestLayer()
        try layer.add(file: "usr/lib/apk/db/installed", record("Glibc"))
        let tree = TestLayer.tree(layer)
        func text(_ distribution: Distribution?) -> String? {
            var database = ApkDatabase(tree: tree, distribution: distribution)
            database.read()
            return database.records.first?.package.purl.description
        }
        #expect(
            text(Distribution(id: "wolfi", versionID: "20230201"))
                == "pkg:apk/wolfi/glibc@1.0-r0?arch=x86_64&distro=wolfi-20230201")
        #expect(text(nil) == "pkg:apk/alpine/glibc@1.0-r0?arch=x86_64")
    }

    @Test func readsAFileBehindTwoPathsOnce() throws {
        let merged = try database(record("a"), at: "usr/lib/apk/db/installed") {
            try $0.add(link: "lib", to: "usr/lib")
        }
        #expect(merged.records.map(\.package.name) == ["a"])
        #expect(merged.diagnostics.isEmpty)
        let both = try database(record("a")) {
            try $0.add(file: "usr/lib/apk/db/installed", record("b") + record("a"))
        }
        #expect(both.records.map(\.package.name) == ["a", "b"])
        #expect(both.diagnostics.map(\.code) == [.duplicatePackage])
        #expect(both.diagnostics.map(\.path) == ["/usr/lib/apk/db/installed"])
        #expect(both.diagnostics.first?.message.hasPrefix("line 6: a is recorded twice") == true)
    }

    @Test func keepsBothSidesOfALostEmptyLine() throws {
        let lost = "C:\(ApkDatabaseTests.checksum)\nP:a\nV:1\nA:x\nF:bin\nR:a\n"
        let other = "C:Q12adwqQOjo9dFl+VJD2Ecd901vhE=\nP:b\nV:2\nA:y\nF:bin\nR:b\n"
        let database = try database(lost + other)
        #expect(database.records.map(\.package.name) == ["a", "b"])
        #expect(database.records.map(\.package.version) == ["1", "2"])
        #expect(
            database.records.map(\.fields.checksum)
                == [ApkDatabaseTests.checksum, "Q12adwqQOjo9dFl+VJD2Ecd901vhE="])
        #expect(
            database.records.map { $0.files.map { String(decoding: $0.path, as: UTF8.self) } }
                == [["bin", "bin/a"], ["bin", "bin/b"]])
        #expect(database.records.map(\.line) == [1, 7])
        #expect(database.diagnostics.map(\.code) == [.malformedPackageRecord, .malformedPackageRecord])
        #expect(database.diagnostics.last?.message.hasPrefix("line 8: names another package") == true)
    }

    @Test(arguments: [
        ("P:a\n", [Diagnostic.Code.malformedPackageRecord], 1),
        ("V:1\nA:x\n\n", [.skippedPackageRecord], 0),
        ("P:\nV:1\n\n", [.skippedPackageRecord], 0),
        ("P:a b\n\n", [.skippedPackageRecord], 0),
        ("P:a\u{1B}[m\n\n", [.skippedPackageRecord], 0),
        ("nonsense\n\n", [.malformedPackageRecord], 0),
        ("X\n", [.malformedPackageRecord], 0),
        ("\n\n\n", [], 0), ("", [], 0),
    ])
    func namesWhatIsDamaged(text: String, codes: [Diagnostic.Code], count: Int) throws {
        let database = try database(text)
        #expect(database.records.count == count)
        #expect(Set(database.diagnostics.map(\.code)) == Set(codes))
        #expect(database.diagnostics.allSatisfy { $0.path == "/lib/apk/db/installed" && $0.message.hasPrefix("line ") })
    }

    @Test(arguments: [
        ("V:2", "the field V was there before"), ("Y:x", "the field Y is not known"), ("noise", "has no letter"),
        ("V:x", "which apk refuses"), ("D:a=", "'a=' in D"), ("R:x", "names a file before any folder"),
        ("F:../x", "is no path inside the image"), ("F:x\nR:", "is no name of a file"),
        ("M:0:0:755", "belongs to no file"),
        ("F:x\nM:a:b:c", "is no user, group and mode"), ("F:x\nZ:Q1abc", "belongs to no file"),
        ("F:x\nR:y\nZ:Q1abc", "is no digest that is known"), ("f:f", "without some of its files"),
        ("C:MD", "the field C was there before"),
    ])
    func keepsTheRecordAroundADamagedLine(line: String, message: String) throws {
        let database = try database(record("a") + record("b", line + "\n") + record("c"))
        #expect(database.records.map(\.package.name) == ["a", "b", "c"])
        let first = try #require(database.diagnostics.first { $0.message.contains(message) })
        #expect(first.message.hasPrefix("line "))
    }

    @Test func leavesUnknownFieldsInLowerCaseAlone() throws {
        #expect(try database(record("a", "x:y\n")).diagnostics.isEmpty)
    }

    @Test func reportsAFileThatIsCutOff() throws {
        let database = try database(String(record("a", "F:usr/bin\nR:x").dropLast(1)))
        #expect(database.records.count == 1)
        #expect(database.diagnostics.map(\.message) == ["line 6: the file ends in the middle of a line"])
    }

    @Test func keepsToItsLimits() throws {
        var limits = Limits()
        limits.packages = 2
        let many = try database(record("a") + record("b") + record("c"), limits: limits)
        #expect(many.records.count == 2)
        #expect(many.diagnostics.map(\.code) == [.tooManyPackages])
        limits.metadataField = 4
        #expect(try database(record("a", "T:abcdefgh\n"), limits: limits).records.first?.package.summary == "abcd")
        let words = String(repeating: "a ", count: ApkDatabase.elementLimit / 2)
        let rich = try database(record("a", "D:\(words)\n") + record("b", "D:\(words)\np:c d\n"))
        #expect(rich.records.map(\.fields.depends.count) == [500_000, 500_000])
        #expect(rich.records.map(\.fields.provides.count) == [0, 0])
        #expect(rich.diagnostics.map(\.code) == [.malformedPackageRecord])
    }

    @Test func survivesAnyBytes() throws {
        var generator = SystemRandomNumberGenerator()
        let good = Array(
            (record("a", "D:b c=1\nF:usr\nM:0:0:755\nR:x\nZ:Q12adwqQOjo9dFl+VJD2Ecd901vhE=\n") + record("b")).utf8)
        for _ in 0..<500 {
            var bytes = good
            for _ in 0..<Int.random(in: 1...12, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: place)
                default: bytes.insert([0x0A, 0x3A, 0x50, 0x2F, 0xFF].randomElement() ?? 0, at: place)
                }
            }
            var layer = TestLayer()
            try layer.add(file: "lib/apk/db/installed", bytes: bytes)
            let tree = TestLayer.tree(layer)
            var database = ApkDatabase(tree: tree, distribution: nil)
            database.read()
            var ownership = ApkOwnership(tree: tree)
            for record in database.records {
                _ = ownership.files(of: record)
                #expect(record.files.reduce(0) { count, _ in count + 1 } < bytes.count)
            }
        }
    }
}
