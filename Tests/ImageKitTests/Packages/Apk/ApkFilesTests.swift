import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct ApkFilesTests {
    private func files(_ text: String, hasBeginnings: Bool = false) -> [ApkFile] {
        let bytes = Array(text.utf8)
        return Array(ApkFiles(bytes, in: 0..<bytes.count, hasBeginnings: hasBeginnings))
    }

    @Test func readsFilesWithTheirFolders() throws {
        let files = files(
            "P:a\nF:\nR:top\nF:tmp/\nM:0:0:1777\nF:usr/bin\nR:x\na:1:2:4755\nZ:Q12adwqQOjo9dFl+VJD2Ecd901vhE=\nR:y\n"
                + "V:1\nM:9:9:700\nR:z\nZ:bad\n")
        #expect(
            files.map { String(decoding: $0.path, as: UTF8.self) } == [
                "", "top", "tmp", "usr/bin", "usr/bin/x",
                "usr/bin/y", "usr/bin/z",
            ])
        #expect(files.map(\.isFolder) == [true, false, true, true, false, false, false])
        #expect(files.map(\.mode) == [0o755, 0o644, 0o1777, 0o755, 0o4755, 0o644, 0o644])
        #expect(files.map(\.user) == [0, 0, 0, 0, 1, 0, 0])
        #expect(files.map(\.group) == [0, 0, 0, 0, 2, 0, 0])
        #expect(
            files.map { $0.digest?.hex } == [nil, nil, nil, nil, "d9a770a903a3a3d74597e5490f611c77dd35be11", nil, nil])
    }

    @Test func leavesOutFoldersThatNobodyCanOpen() {
        let long = String(repeating: "a/", count: 2049)
        #expect(files("F:x\nR:y\nF:\(long)\nR:z\nF:b\nR:c\n").map(\.path.count) == [1, 3, 1, 3])
    }

    @Test func tellsConfigurationFiles() {
        let files = files("F:etc\nR:passwd\nF:etc/apk\nR:arch\nF:etcetera\nR:x\n")
        #expect(files.map(\.isConfiguration) == [false, true, false, true, false, false])
    }

    @Test func readsDigests() {
        let sha1 = "d9a770a903a3a3d74597e5490f611c77dd35be11"
        #expect(ApkDigest("Q12adwqQOjo9dFl+VJD2Ecd901vhE=".utf8)?.text == "sha1:\(sha1)")
        #expect(ApkDigest("X1\(sha1)".utf8)?.text == "sha1:\(sha1)")
        #expect(ApkDigest("X1\(sha1.uppercased())".utf8)?.hex == sha1)
        #expect(ApkDigest("d41d8cd98f00b204e9800998ecf8427e".utf8)?.text == "md5:d41d8cd98f00b204e9800998ecf8427e")
        #expect(
            ApkDigest("Q247DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=".utf8)?.text
                == "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(ApkDigest("X1\(sha1)".utf8, isBeginning: true)?.text == "sha256-160:\(sha1)")
    }

    @Test(arguments: [
        "", "Q", "Q1", "X1", "Q1abc", "Q12adwqQOjo9dFl+VJD2Ecd901vhE", "Q12adwqQOjo9dFl+VJD2Ecd901vh*=", "X1d9",
        "X1d9z",
        "Q32adwqQOjo9dFl+VJD2Ecd901vhE=", "Y12adwqQOjo9dFl+VJD2Ecd901vhE=", "d41d8cd98f00b204e9800998ecf8427",
        "Q2X==", "Q1====", "Q12adwqQOjo9dFl+VJD2Ecd901vh==",
    ])
    func refusesWhatIsNoDigest(text: String) { #expect(ApkDigest(text.utf8) == nil) }

    @Test func comparesLinksByTheirTargets() throws {
        var layer = TestLayer()
        try layer.add(link: "lib/libc.musl-x86_64.so.1", to: "ld-musl-x86_64.so.1")
        try layer.add(link: "other", to: "x")
        try layer.add(file: "file", "x")
        try layer.add(directory: "folder")
        let tree = TestLayer.tree(layer)
        let digest = try #require(ApkDigest("Q17yJ3JFNypA4mxhJJr0ou6CzsJVI=".utf8))
        func comparison(_ path: BytePath) throws -> DigestComparison {
            digest.comparison(with: try #require(tree.lookup(path, followingLast: false)), of: tree)
        }
        #expect(try comparison("lib/libc.musl-x86_64.so.1") == .same)
        #expect(try comparison("other") == .other("sha1:11f6ad8ec52a2984abaafd7c3b516503785c2072"))
        #expect(try comparison("file") == .notComputed(.sha1))
        #expect(try comparison("folder") == .notComputed(nil))
    }

    @Test func readsNumbers() {
        #expect(Int64(digits: "0012".utf8) == 12)
        #expect(UInt16(digits: "1777".utf8, radix: 8) == 0o1777)
        #expect(UInt32(digits: "4294967295".utf8) == .max)
        for text in ["", "-1", "+1", "1 ", "8x", "4294967296", "99999999999999999999"] {
            #expect(UInt32(digits: text.utf8) == nil)
        }
        #expect(UInt16(digits: "8".utf8, radix: 8) == nil)
    }
}
