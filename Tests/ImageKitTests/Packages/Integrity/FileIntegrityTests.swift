import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Files held against what dpkg and pip recorded of them; the digests are those of md5sum and of Python's hashlib.
struct FileIntegrityTests {
    private static let md5 = [
        "one": "f97c5d29941bfb1b2fdab0874906ab82", "two": "b8a9f715dbb64fd5c56e7783c6820a61",
        "three": "35d6d33467aae9a2e3dccb4b6b027878", "moved": "11dfd868d93bc2b0e4ce0bee5756f8b1",
    ]
    private static let site = "usr/lib/python3.11/site-packages"

    /// What is found, `problem path` with `conf` before configuration files and the layer behind.
    private func rows(_ integrity: FileIntegrity) -> [String] {
        integrity.findings.map { finding in
            (finding.isConfiguration ? "conf " : "") + "\(finding.problem.rawValue) \(finding.path.string)"
                + (finding.layer.map { " \($0)" } ?? "") + (finding.isLater ? " later" : "")
        }
    }

    private func integrity(_ tars: [TarBuilder], hashes: Set<FileHash> = []) async throws -> FileIntegrity {
        var options = ScanOptions()
        options.prepareForIntegrity()
        options.fileHashes.formUnion(hashes)
        let image = try TestImage.image(tars.map(\.archive))
        return FileIntegrity(of: try await ImageAnalyzer(options: options).analyze(image))
    }

    /// A package `p` whose sums are given by path, and what its recorded contents are.
    private func package(
        _ files: KeyValuePairs<String, String>, conffiles: [String] = [], to tar: inout TarBuilder, name: String = "p"
    ) {
        let field = conffiles.isEmpty ? "" : "Conffiles:\n" + conffiles.map { " \($0)\n" }.joined()
        tar.add(
            "var/lib/dpkg/status",
            "Package: \(name)\nStatus: install ok installed\nVersion: 1\nArchitecture: all\n" + field)
        tar.add("var/lib/dpkg/info/\(name).list", "/.\n" + files.map { "/\($0.key)\n" }.joined())
        tar.add(
            "var/lib/dpkg/info/\(name).md5sums",
            files.map { "\(FileIntegrityTests.md5[$0.value] ?? "")  \($0.key)\n" }.joined())
    }

    @Test func tellsWhatBecameOfEachFile() async throws {
        var (first, second) = (TarBuilder(), TarBuilder())
        package(
            [
                "usr/a": "one", "usr/b": "one", "usr/c": "two", "usr/d": "two", "usr/e": "three", "usr/hard": "one",
                "usr/link": "one", "usr/folder": "one",
            ], to: &first)
        first.add("usr/a", "one")
        first.add("usr/b", "two")
        first.add("usr/c", "two")
        first.add("usr/d", "two")
        first.add("usr/hard", type: "1", link: "usr/a")
        first.add("usr/link", type: "2", link: "a")
        first.add(directory: "usr/folder")
        second.add("usr/c", "changed")
        second.add("usr/.wh.d", "")
        let found = try await integrity([first, second])
        #expect(
            rows(found) == [
                "changed usr/b 0", "changed usr/c 1 later", "missing usr/d 1 later", "missing usr/e",
                "changed usr/folder 0",
            ])
        #expect(found.files == .init(intact: 3, changed: 3, missing: 2, unchecked: 0))
        #expect(!found.isIntact)
        let changed = try #require(found.findings.first { $0.path == "usr/c" })
        #expect(changed.expected == "md5:b8a9f715dbb64fd5c56e7783c6820a61")
        #expect(changed.found == "md5:8977dfac2f8e04cb96e66882235f5aba")
        #expect(found.findings.last?.detail == "a directory is in its place")
    }

    @Test func tellsConfigurationFilesApart() async throws {
        var tar = TarBuilder()
        let (one, two) = (FileIntegrityTests.md5["one"] ?? "", FileIntegrityTests.md5["two"] ?? "")
        package(
            ["usr/a": "one"],
            conffiles: ["/etc/a \(one)", "/etc/b \(one)", "/etc/c d \(two) obsolete", "/etc/new newconffile"],
            to: &tar)
        tar.add("usr/a", "one")
        tar.add("etc/a", "one")
        tar.add("etc/b", "edited")
        let found = try await integrity([tar])
        #expect(rows(found) == ["conf changed etc/b 0", "conf missing etc/c d"])
        #expect(found.configurationFiles == .init(intact: 1, changed: 1, missing: 1, unchecked: 0))
        #expect(found.isIntact && found.files.all == 1)
    }

    @Test func countsWhatWasLeftOut() async throws {
        var (first, second) = (TarBuilder(), TarBuilder())
        first.add(
            "etc/dpkg/dpkg.cfg.d/docker",
            "# no docs\npath-exclude /usr/share/[!a-c]oc/*\npath-include=/usr/share/doc/*/copyright\n")
        first.add("etc/dpkg/dpkg.cfg.d/old.dpkg-dist", "path-exclude=/usr/bin/*\n")
        package(
            [
                "usr/share/doc/p/README": "one", "usr/share/doc/p/copyright": "one", "usr/bin/p": "one",
                "usr/share/doc/p/NEWS": "one",
            ], to: &first)
        first.add("usr/share/doc/p/NEWS", "one")
        second.add("usr/share/doc/p/.wh.NEWS", "")
        let found = try await integrity([first, second])
        // What a layer had was not left out, whatever the settings say.
        #expect(
            rows(found) == [
                "missing usr/bin/p", "missing usr/share/doc/p/NEWS 1 later", "missing usr/share/doc/p/copyright",
            ])
        #expect(found.excludedCount == 1)
    }

    /// Files of one package of which the same is to be said are one row with their folder, a few are rows of their own.
    @Test(arguments: [(3, 3), (4, 1), (50, 1)]) func tablesGroupFiles(_ count: Int, _ rows: Int) async throws {
        var tar = TarBuilder()
        let paths = (0..<count).map { "usr/share/zoneinfo/\($0 % 2)/zone\($0)" }
        self.package([:], to: &tar)
        let digest = FileIntegrityTests.md5["one"] ?? ""
        tar.add("var/lib/dpkg/info/p.list", "/.\n" + paths.map { "/\($0)\n" }.joined())
        tar.add("var/lib/dpkg/info/p.md5sums", paths.map { "\(digest)  \($0)\n" }.joined())
        let found = try await integrity([tar])
        #expect(found.findings.count == count)
        let text = IntegrityTable(.init(image: "a", integrity: found)).text(TableStyle(width: 80))
        let shown = text.split(separator: "\n").filter { $0.hasPrefix("missing") }
        #expect(shown.count == rows)
        if rows == 1 {
            #expect(shown[0].split(separator: " ").prefix(4) == ["missing", "p", "\(count)", "/usr/share/zoneinfo"])
            #expect(text.contains("The JSON (-o json) names each file."))
        }
    }

    @Test func followsDiversions() async throws {
        var tar = TarBuilder()
        package(["bin/sh": "moved", "bin/x": "one"], to: &tar)
        tar.add("var/lib/dpkg/diversions", "/bin/sh\n/bin/sh.distrib\ndash\n/bin/x\n/bin/x.real\n:\n")
        tar.add("bin/sh", "two")
        tar.add("bin/sh.distrib", "moved")
        tar.add("bin/x", "one")
        let found = try await integrity([tar])
        #expect(rows(found) == ["missing bin/x.real"])
        #expect(found.findings.first?.detail == "diverted from /bin/x")
    }

    @Test func saysWhatItCannotCompare() async throws {
        var tar = TarBuilder()
        tar.add(
            "var/lib/dpkg/status", "Package: p\nStatus: install ok installed\nVersion: 1\nArchitecture: all\n")
        tar.add("var/lib/dpkg/info/p.list", "/.\n/usr/a\n")
        tar.add("usr/a", "one")
        let unrecorded = try await integrity([tar])
        #expect(unrecorded.unrecorded.map(\.name) == ["p"] && unrecorded.findings.isEmpty)

        tar.add("var/lib/dpkg/info/p.md5sums", "no digest\n\(FileIntegrityTests.md5["one"] ?? "")  ../../etc/x\n")
        let damaged = try await integrity([tar])
        #expect(damaged.diagnostics.map(\.code) == [.malformedDigests, .malformedDigests])
        #expect(damaged.findings.isEmpty && damaged.unrecorded.isEmpty)

        // Without the digests nothing is taken for right.
        var plain = TarBuilder()
        package(["usr/a": "one"], to: &plain)
        plain.add("usr/a", "one")
        let image = try TestImage.image([plain.archive])
        let blind = FileIntegrity(of: try await ImageAnalyzer(options: ScanOptions()).analyze(image))
        #expect(rows(blind) == ["unchecked usr/a 0"] && blind.absentHashes == [.md5])
    }

    /// dpkg passes over `./`, and refuses lines with one space.
    @Test func readsMD5SumsAsDpkgDoes() async throws {
        var tar = TarBuilder()
        tar.add(
            "var/lib/dpkg/status", "Package: p\nStatus: install ok installed\nVersion: 1\nArchitecture: all\n")
        tar.add("var/lib/dpkg/info/p.list", "/.\n/usr/a\n/usr/b\n/usr/c\n")
        for name in ["a", "b", "c"] { tar.add("usr/\(name)", "two") }
        let sum = FileIntegrityTests.md5["one"] ?? ""
        tar.add(
            "var/lib/dpkg/info/p.md5sums",
            "\(sum)  ./usr/a\n\(sum) usr/b\n\(sum)  usr/c\r\n\(sum)  usr/nowhere\n")
        let found = try await integrity([tar])
        #expect(rows(found) == ["changed usr/a 0"])
        #expect(
            found.diagnostics.map(\.message) == [
                "2 lines of the md5sums are no digest and path",
                "1 path of the md5sums is in no package's list and not compared",
            ])
    }

    /// Build systems that keep files by their contents leave links to them in dpkg's database.
    @Test func followsLinksFromTheDatabaseToFilesOfOtherNames() async throws {
        var tar = TarBuilder()
        tar.add(
            "var/lib/dpkg/status", "Package: p\nStatus: install ok installed\nVersion: 1\nArchitecture: all\n")
        tar.add("var/lib/dpkg/info/p.list", "/.\n/bin/sh\n")
        tar.add("var/lib/dpkg/info/p.md5sums", type: "2", link: "/store/1")
        tar.add("store/1", "\(FileIntegrityTests.md5["one"] ?? "")  bin/sh\n")
        tar.add("var/lib/dpkg/diversions", type: "2", link: "../../../store/2")
        tar.add("store/2", "/bin/sh\n/bin/sh.real\nother\n")
        tar.add("bin/sh", "two")
        tar.add("bin/sh.real", "one")
        let found = try await integrity([tar])
        #expect(found.findings.isEmpty && found.files.intact == 1 && found.diagnostics.isEmpty)
    }

    // MARK: Python

    private static let sha256 = "sha256=Nyet_1JOBhYCLq3Y9K8hoHeLKfxMd73-_Rr84sv15Lc"
    private static let sha512 =
        "sha512=fKgbSFIxMuRMa1a2Cx0CQVJE7pBGhfn1Ph-9lbHOFIqEVUjQuSfSda2iEqUjsJazhp1bQov7fIceRahlrwhRBw"

    private func wheel(_ record: [String], _ files: [(String, String)]) -> TarBuilder {
        var tar = TarBuilder()
        let site = FileIntegrityTests.site
        tar.add("\(site)/w-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: w\nVersion: 1\n")
        tar.add(
            "\(site)/w-1.dist-info/RECORD",
            (record + ["w-1.dist-info/METADATA,,", "w-1.dist-info/RECORD,,"]).joined(separator: "\n") + "\n")
        for (path, text) in files { tar.add("\(site)/\(path)", text) }
        return tar
    }

    @Test func holdsDistributionsAgainstTheirRecord() async throws {
        let sha = FileIntegrityTests.sha256
        var tar = wheel(
            [
                "w/a.py,\(sha),10", "w/b.py,\(sha),10", "w/gone.py,\(sha),10", "w/__pycache__/gone.cpython-311.pyc,,",
                "../../../bin/w,\(sha),10", "w/plain.txt,,",
            ],
            [
                ("w/a.py", "import os\n"), ("w/b.py", "import os \n"), ("w/plain.txt", "anything"),
                ("w/__pycache__/a.cpython-311.pyc", "code"), ("w/sub/planted.py", "evil()"), ("other/x.py", "mine"),
                ("loose.py", "mine"), ("w-1.dist-info/extra.json", "{}"),
            ])
        tar.add("usr/bin/w", "import os\n")
        let found = try await integrity([tar])
        let site = FileIntegrityTests.site
        #expect(
            rows(found) == [
                "extra \(site)/w-1.dist-info/extra.json 0", "changed \(site)/w/b.py 0", "missing \(site)/w/gone.py",
                "extra \(site)/w/sub/planted.py 0",
            ])
        #expect(found.files == .init(intact: 5, changed: 1, missing: 1, unchecked: 0))
        #expect(found.extraCount == 2)
    }

    /// virtualenv records the folders that it links to by their names alone, and PDM leaves a note that no RECORD names.
    @Test func takesFoldersThatRecordsNameAsTheyAre() async throws {
        var tar = wheel(
            ["w,,", "plain,,", "w/a.py,,"], [("w-1.dist-info/REFER_TO", "/cache/w"), ("plain/x.py", "mine")])
        tar.add("\(FileIntegrityTests.site)/w", type: "2", link: "/cache/w")
        tar.add("cache/w/a.py", "import os\n")
        #expect(try await rows(integrity([tar])) == [])
    }

    @Test func tellsARewrittenFirstLineFromOtherChanges() async throws {
        let original = "#!python\nimport sys\n"
        let digest = RecordDigest.base64(SHA256.hash(Array(original.utf8)))
        let rows = [
            "../../../bin/a,sha256=\(digest),20", "../../../bin/b,sha256=\(digest),20",
            "../../../bin/c,sha256=\(digest),20",
        ]
        var tar = wheel(rows, [])
        tar.add("usr/bin/a", "#!/usr/bin/python3.11 -E\nimport sys\n")
        tar.add("usr/bin/b", "#!/usr/bin/python3.11 -E\nimport os\n")
        // A line that runs code of its own is no interpreter's name.
        tar.add("usr/bin/c", "#!/usr/bin/python3.11 -cimport os\nimport sys\n")
        let found = try await integrity([tar])
        #expect(self.rows(found) == ["firstLine usr/bin/a 0", "changed usr/bin/b 0", "changed usr/bin/c 0"])
        #expect(found.files.changed == 2)
    }

    /// The other forms in which installers name an interpreter.
    @Test(arguments: [
        ("#!/bin/sh\n'''exec' /long/path/python3.11 \"$0\" \"$@\"\n' '''\n", "firstLine"),
        ("#!/bin/sh\n'''exec' '/a b/bin/python' \"$0\" \"$@\"\n' '''\n", "firstLine"),
        (
            "#!/bin/sh\n'''exec' \"$(dirname -- \"$(realpath -- \"$0\")\")\"/'python' \"$0\" \"$@\"\n' '''\n",
            "firstLine"
        ),
        ("#!/usr/bin/env -S python3 -I\n", "firstLine"),
        ("#!/bin/sh\n'''exec' /bin/python -c evil \"$0\" \"$@\"; x\n' '''\n", "changed"),
        ("#!/bin/sh\n'''exec' /bin/evil;python \"$0\" \"$@\"\n' '''\n", "changed"),
        ("#!/bin/sh\n'''exec' /bin/evil \"$0\" \"$@\"\n' '''\n", "changed"), ("#!/usr/bin/env -S evil\n", "changed"),
        ("#!/bin/sh\n'''exec' /bin/python -c /python \"$0\" \"$@\"\n' '''\n", "changed"),
    ])
    func knowsOtherLinesThatNameAnInterpreter(_ line: String, _ problem: String) async throws {
        let original = "#!python\nimport sys\n"
        let digest = RecordDigest.base64(SHA256.hash(Array(original.utf8)))
        var tar = wheel(["../../../bin/a,sha256=\(digest),20"], [])
        tar.add("usr/bin/a", line + "import sys\n")
        #expect(try await rows(integrity([tar])) == ["\(problem) usr/bin/a 0"])
    }

    @Test func leavesAReplacedFileToThePackageThatHasIt() async throws {
        var tar = TarBuilder()
        package(["usr/a": "one", "usr/b": "one"], to: &tar)
        tar.add("usr/a", "one")
        tar.add("usr/b", "two")
        #expect(try await rows(integrity([tar])) == ["changed usr/b 0"])
        // dpkg took the file out of the list; the sums still name it.
        var replaced = tar
        replaced.add("var/lib/dpkg/info/p.list", "/.\n/usr/a\n")
        #expect(try await rows(integrity([replaced])) == [])
    }

    @Test func readsOtherKindsOfDigests() async throws {
        let tar = wheel(
            [
                "w/a.py,\(FileIntegrityTests.sha512),10", "w/b.py,\(FileIntegrityTests.sha256)=,10",
                "w/c.py,blake3=x,10",
                "w/d.py,SHA1=VD1_Oliu_B0yagJPHhvhxjWf_TI,",
                "w/e.py,sha384=i6_ZXOh8r2lCo3gmaqaCBmsh7cHIc5N5DauulDMtIc9rya0j3gvFzeS19SbLQGKG,",
                "w/f.py,md5=qoOlfGQjx9tgRLOTFE84qA,", "w/g.py,md5,",
            ], ["a", "b", "c", "d", "e", "f", "g"].map { ("w/\($0).py", "import os\n") })
        let found = try await integrity([tar])
        #expect(found.absentHashes == [.sha512, .sha384])
        #expect(found.files.unchecked == 3 && found.files.changed == 0)
        let again = try await integrity([tar], hashes: found.absentHashes)
        let site = FileIntegrityTests.site
        #expect(rows(again) == ["unchecked \(site)/w/c.py 0"])
        #expect(again.findings.first?.detail == "an unknown kind of digest")
    }

    /// RECORD may have sizes without digests, and digests that none can be.
    @Test func decidesBySizeWhereNoDigestDoes() async throws {
        let tar = wheel(
            [
                "w/a.py,,10", "w/b.py,,11", "w/c.py,sha256=abc,10", "w/d.py,sha256=abc,11", "w/e.py,blake3=x,11",
                "w/f.py,sha256=,10", "w/g.py,md5=zzz,10",
            ], ["a", "b", "c", "d", "e", "f", "g"].map { ("w/\($0).py", "import os\n") })
        let found = try await integrity([tar])
        let site = FileIntegrityTests.site
        #expect(
            rows(found) == [
                "changed \(site)/w/b.py 0", "unchecked \(site)/w/c.py 0", "changed \(site)/w/d.py 0",
                "changed \(site)/w/e.py 0", "unchecked \(site)/w/g.py 0",
            ])
        #expect(found.findings.first?.detail == "it has 10 bytes, 11 are recorded")
        #expect(found.findings.dropFirst().first?.detail == "what is recorded is no digest")
    }

    /// Byte code may be made anew or not at all; one that a wheel brings in place of its source is a file as any other.
    @Test func comparesRecordedByteCode() async throws {
        func digest(_ text: String) -> String { "sha256=" + RecordDigest.base64(SHA256.hash(Array(text.utf8))) }
        let wanted = digest("good")
        let tar = wheel(
            [
                "w/a.pyc,\(wanted),4", "w/b.pyc,\(wanted),4", "w/gone.pyc,\(wanted),4", "w/none.pyc,,",
                "w/__pycache__/a.cpython-311.pyc,\(wanted),4", "w/__pycache__/b.cpython-311.pyc,\(wanted),4",
                "w/__pycache__/gone.cpython-311.pyc,\(wanted),4", "w/empty/,,", "w/full/,,",
            ],
            [
                ("w/a.pyc", "good"), ("w/b.pyc", "evil"), ("w/__pycache__/a.cpython-311.pyc", "good"),
                ("w/__pycache__/b.cpython-311.pyc", "evil"), ("w/full/x.pyc", "x"),
            ])
        let found = try await integrity([tar])
        let site = FileIntegrityTests.site
        #expect(
            rows(found) == [
                "changed \(site)/w/__pycache__/b.cpython-311.pyc 0", "changed \(site)/w/b.pyc 0",
                "missing \(site)/w/gone.pyc",
            ])
    }

    /// RECORD's digests are URL-safe base64; base64's usual alphabet says the same.
    @Test func readsBothAlphabetsOfBase64() async throws {
        // Its digest has characters in which the two differ.
        let text = "17"
        let safe = RecordDigest.base64(SHA256.hash(Array(text.utf8)))
        let usual = safe.replacing("-", with: "+").replacing("_", with: "/") + "="
        #expect(safe.contains("-") && safe.contains("_"))
        let tar = wheel(["w/a.py,sha256=\(usual),2", "w/b.py,sha256=\(safe),2"], [("w/a.py", text), ("w/b.py", text)])
        #expect(try await integrity([tar]).findings.isEmpty)
    }

    /// Of a file that two wheels bring, the one that was installed last is there.
    @Test func knowsAFileThatAnotherDistributionReplaced() async throws {
        func digest(_ text: String) -> String { "sha256=" + RecordDigest.base64(SHA256.hash(Array(text.utf8))) }
        var tar = wheel(["tests/__init__.py,\(digest("w\n")),2", "tests/own.py,\(digest("w\n")),2"], [])
        let site = FileIntegrityTests.site
        tar.add("\(site)/x-2.dist-info/METADATA", "Metadata-Version: 2.1\nName: x\nVersion: 2\n")
        tar.add(
            "\(site)/x-2.dist-info/RECORD",
            "tests/__init__.py,\(digest("x\n")),2\ntests/own.py,\(digest("x\n")),2\nx-2.dist-info/METADATA,,\nx-2.dist-info/RECORD,,\n"
        )
        tar.add("\(site)/tests/__init__.py", "x\n")
        tar.add("\(site)/tests/own.py", "neither\n")
        let found = try await integrity([tar])
        #expect(
            rows(found) == [
                "replaced \(site)/tests/__init__.py 0", "changed \(site)/tests/own.py 0",
                "changed \(site)/tests/own.py 0",
            ])
        #expect(found.findings.first?.detail == "x 2 has a file of this name, which is there")
        #expect(found.files.changed == 2)
    }

    @Test func leavesToDpkgWhatItInstalled() async throws {
        let sha = FileIntegrityTests.sha256
        var tar = wheel(["w/a.py,\(sha),10", "../bin/w,\(sha),10"], [("w/a.py", "import os\n"), ("w/b.py", "two")])
        let site = FileIntegrityTests.site
        tar.add(
            "var/lib/dpkg/status", "Package: python3-w\nStatus: install ok installed\nVersion: 1\nArchitecture: all\n")
        let files = ["w/a.py", "w/b.py", "w-1.dist-info/METADATA", "w-1.dist-info/RECORD"].map { "\(site)/\($0)" }
        tar.add("var/lib/dpkg/info/python3-w.list", files.map { "/\($0)\n" }.joined())
        tar.add("var/lib/dpkg/info/python3-w.md5sums", "\(FileIntegrityTests.md5["two"] ?? "")  \(files[1])\n")
        let found = try await integrity([tar])
        #expect(rows(found) == [] && found.files.intact == 1)
    }
}

extension FileIntegrity.Counts {
    init(intact: Int, changed: Int, missing: Int, unchecked: Int) {
        self.init()
        self.intact = intact
        self.changed = changed
        self.missing = missing
        self.unchecked = unchecked
    }
}
