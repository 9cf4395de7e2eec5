import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct DebianEcosystemTests {
    private let status = "var/lib/dpkg/status"

    private func catalog(_ layer: TestLayer, distribution: Distribution? = nil) -> any PackageCatalog {
        DebianEcosystem().catalog(
            CatalogContext(
                tree: TestLayer.tree(layer), configuration: ImageConfiguration(), distribution: distribution))
    }

    private func stanza(
        _ name: String, version: String = "1", architecture: String = "amd64", state: String = "install ok installed",
        _ more: String = ""
    ) -> String {
        "Package: \(name)\nStatus: \(state)\nVersion: \(version)\nArchitecture: \(architecture)\n\(more)\n"
    }

    @Test func readsTheJournalBehindStatus() throws {
        var layer = TestLayer()
        try layer.add(file: status, stanza("raised") + "\n" + stanza("gone"))
        try layer.add(file: "var/lib/dpkg/updates/0001", stanza("fresh", version: "3"))
        try layer.add(file: "var/lib/dpkg/updates/0000", stanza("raised", version: "2"))
        try layer.add(file: "var/lib/dpkg/updates/0002", stanza("gone", state: "deinstall ok config-files"))
        let result = catalog(layer)
        #expect(result.packages.map { "\($0.package.name) \($0.package.version)" } == ["raised 2", "fresh 3"])
        #expect(result.removed.map(\.name) == ["gone"])
    }

    @Test func readsADatabaseInUsrAndByteCodeWithItsModule() throws {
        var layer = TestLayer()
        let base = "usr/lib/sysimage/dpkg"
        try layer.add(file: "\(base)/status", stanza("tool"))
        try layer.add(file: "\(base)/info/tool.list", "/.\n/usr/share/tool/a.py\n")
        try layer.add(file: "usr/share/tool/a.py", "import os\n")
        try layer.add(file: "usr/share/tool/__pycache__/a.cpython-311.pyc", "code")
        let result = catalog(layer)
        #expect(result.packages.map(\.package.name) == ["tool"])
        #expect(result.packages.first?.files.count == 2)
        #expect(result.diagnostics.map(\.code) == [.movedDatabase])
    }

    @Test func readsEveryField() throws {
        var layer = TestLayer()
        try layer.add(
            file: status,
            """
            Package: libc-bin
            Essential: yes
            Status: hold ok installed
            Priority: required
            Section: libs
            Installed-Size: 2044
            Maintainer: GNU Libc Maintainers <x@debian.org>
            Architecture: amd64
            Multi-Arch: foreign
            Source: glibc (2.36-9)
            Version: 2.36-9+b1
            Depends: libc6 (>> 2.36), libc6 (<< 2.37),
             a | b
            Pre-Depends: d
            Provides: v (= 1)
            Description: GNU C Library: Binaries
             More.
            Homepage: https://www.gnu.org/software/libc/libc.html

            """)
        let result = catalog(layer, distribution: Distribution(id: "debian", versionID: "12"))
        let package = try #require(result.packages.first?.package)
        #expect(result.packages.count == 1 && result.removed.isEmpty && result.diagnostics.isEmpty)
        #expect(package.name == "libc-bin")
        #expect(package.version == "2.36-9+b1")
        #expect(package.architecture == "amd64")
        #expect(package.kind == .deb)
        #expect(package.purl.description == "pkg:deb/debian/libc-bin@2.36-9%2Bb1?arch=amd64&distro=debian-12")
        #expect(package.summary == "GNU C Library: Binaries")
        #expect(package.homepage == "https://www.gnu.org/software/libc/libc.html")
        #expect(package.maintainer == "GNU Libc Maintainers <x@debian.org>")
        #expect(package.locations == ["/var/lib/dpkg/status"])
        var fields = DebianFields()
        fields.want = "hold"
        fields.sourceName = "glibc"
        fields.sourceVersion = "2.36-9"
        fields.section = "libs"
        fields.priority = "required"
        fields.isEssential = true
        fields.declaredSize = 2044 * 1024
        fields.multiArch = "foreign"
        fields.depends = ["libc6 (>> 2.36)", "libc6 (<< 2.37)", "a | b"]
        fields.preDepends = ["d"]
        fields.provides = ["v (= 1)"]
        #expect(package.debian == fields)
    }

    @Test func listsWhatIsOnTheDisk() throws {
        var layer = TestLayer()
        let states = [
            "installed", "triggers-awaited", "triggers-pending", "unpacked", "half-configured", "half-installed",
            "config-files", "not-installed",
        ]
        try layer.add(
            file: status,
            states.map { stanza("p-\($0)", state: "deinstall ok \($0)") }.joined()
                + stanza("again", state: "install reinstreq installed"))
        let result = catalog(layer)
        #expect(result.packages.map { $0.package.debian?.state } == states.prefix(6) + ["installed"])
        #expect(result.removed.map { $0.debian?.state } == ["config-files", "not-installed"])
        #expect(
            result.diagnostics.map(\.message) == [
                "line 16: p-unpacked:amd64 is unpacked", "line 21: p-half-configured:amd64 is half-configured",
                "line 26: p-half-installed:amd64 is half-installed", "line 41: again:amd64 is marked reinstreq",
            ])
        #expect(Set(result.diagnostics.map(\.code)) == [.incompletePackage])
    }

    @Test(arguments: [
        ("Package: x\nVersion: 1\nArchitecture: all\n", "unknown"),
        ("Package: x\nStatus:\nVersion: 1\nArchitecture: all\n", "unknown"),
        ("Package: x\nStatus: install installed\nVersion: 1\nArchitecture: all\n", "installed"),
        ("Package: x\nStatus: install ok broken\nVersion: 1\nArchitecture: all\n", "broken"),
    ])
    func listsPackagesWhoseStateIsUnclear(text: String, state: String) throws {
        var layer = TestLayer()
        try layer.add(file: status, text)
        let result = catalog(layer)
        #expect(result.packages.map { $0.package.debian?.state } == [state])
        #expect(result.diagnostics.map(\.code) == [.malformedPackageRecord])
    }

    @Test func damageCostsOnlyItsRecord() throws {
        var layer = TestLayer()
        try layer.add(
            file: status,
            stanza("a") + "Version: 9\nStatus: install ok installed\n\n" + stanza("b\u{1B}[31m") + "garbage\n\n"
                + stanza("c", version: "1 2") + stanza("d", "Depends: e, (f\n") + stanza("G h")
                + "Package: i\nStatus: install ok installed\nVersion: 1\nArchitecture: all\nPackage: j\n"
                + "Status: install ok installed\n\n" + stanza("+k"))
        let result = catalog(layer)
        #expect(result.packages.map(\.package.name) == ["a", "c", "d", "i", "j", "+k"])
        #expect(result.packages.map(\.package.version) == ["1", "1 2", "1", "1", "", "1"])
        #expect(
            result.diagnostics.map(\.message) == [
                "line 6: the stanza names no package",
                "line 9: the name 'b\\u{1b}[31m' has control characters or spaces",
                "line 14: the line has no field name followed by a colon", "line 14: the stanza names no package",
                "line 16: c:amd64 has the version '1 2', which dpkg refuses",
                "line 21: d:amd64 has '(f' in Depends, which is no relation",
                "line 27: the name 'G h' has control characters or spaces",
                "line 36: the empty line between two stanzas is missing", "line 36: j names no architecture",
                "line 36: j names no version", "line 39: +k:amd64 has a name that dpkg refuses",
            ])
        #expect(result.diagnostics.allSatisfy { $0.path == "/var/lib/dpkg/status" && $0.layer == 0 })
    }

    @Test func keepsOneOfTwoRecordsOfOnePackage() throws {
        var layer = TestLayer()
        try layer.add(
            file: status,
            stanza("a", version: "1") + stanza("a", version: "2")
                + stanza("b", version: "1", state: "deinstall ok config-files") + stanza("b", version: "2")
                + stanza("c", architecture: "amd64") + stanza("c", architecture: "i386"))
        let result = catalog(layer)
        #expect(
            result.packages.map { "\($0.package.name) \($0.package.version) \($0.package.architecture ?? "")" }
                == ["a 1 amd64", "b 2 amd64", "c 1 amd64", "c 1 i386"])
        #expect(result.removed.isEmpty)
        #expect(result.diagnostics.map(\.code) == [.duplicatePackage, .duplicatePackage])
    }

    @Test func boundsItsRemarks() throws {
        var layer = TestLayer()
        try layer.add(file: status, String(repeating: "x\n\n", count: 3000) + stanza("a"))
        let result = catalog(layer)
        #expect(result.packages.count == 1)
        #expect(result.diagnostics.count == 2 * DiagnosticLog.limit + 2)
        #expect(result.diagnostics.last?.message == "2900 more of this kind")
    }

    @Test func readsFilesOfStatusFolder() throws {
        var layer = TestLayer()
        let folder = "var/lib/dpkg/status.d/"
        try layer.add(
            file: folder + "libc6",
            "Package: libc6\nVersion: 2\nArchitecture: amd64\nConffiles:\n /etc/ld.so.conf 0123\n")
        let digest = String(repeating: "0", count: 32)
        try layer.add(file: folder + "libc6.md5sums", "\(digest)  lib/libc.so.6\n\(digest)  usr/share/a b\nbroken\n")
        try layer.add(file: folder + "tzdata", "Package: tzdata\nVersion: 3\nArchitecture: all\n")
        for path in ["usr/lib/libc.so.6", "usr/share/a b", "etc/ld.so.conf", "etc/other"] { try layer.add(file: path) }
        try layer.add(link: "lib", to: "usr/lib")
        let result = catalog(layer)
        #expect(result.packages.map(\.package.name) == ["libc6", "tzdata"])
        #expect(result.packages.map { $0.package.debian?.state } == ["installed", "installed"])
        #expect(paths(result, of: "libc6", in: layer) == ["etc/ld.so.conf", "usr/lib/libc.so.6", "usr/share/a b"])
        #expect(
            result.packages.first?.package.locations
                == ["/var/lib/dpkg/status.d/libc6", "/var/lib/dpkg/status.d/libc6.md5sums"])
        #expect(
            result.diagnostics.map(\.message) == [
                "1 lines of the file list name no path", "tzdata:all has no file list, so no file is booked to it",
            ])
    }

    @Test func knowsWhatAptInstalledByItself() throws {
        var layer = TestLayer()
        try layer.add(
            file: status,
            stanza("a") + stanza("a", architecture: "i386") + stanza("b", architecture: "all") + stanza("c")
                + stanza("d"))
        #expect(catalog(layer).packages.allSatisfy { $0.package.debian?.isAutomatic == nil })
        try layer.add(
            file: "var/lib/apt/extended_states",
            """
            Package: a
            Architecture: i386
            Auto-Installed: 1

            Package: b
            Architecture: amd64
            Auto-Installed: 1

            Package: c
            Architecture: amd64
            Auto-Installed: 0

            """)
        #expect(
            catalog(layer).packages.map { $0.package.debian?.isAutomatic } == [false, true, true, false, false])
    }

    // MARK: Damaged databases

    @Test func saysNothingWithoutADatabase() throws {
        var layer = TestLayer()
        try layer.add(file: "etc/passwd", "")
        let result = catalog(layer)
        #expect(result.packages.isEmpty && result.removed.isEmpty && result.diagnostics.isEmpty)
    }

    @Test(arguments: ["directory", "link", "not kept", "lists only", "folder is a file"])
    func namesADatabaseItCannotRead(damage: String) throws {
        var layer = TestLayer()
        switch damage {
        case "directory": try layer.add(directory: status)
        case "link": try layer.add(link: status, to: "/nowhere")
        case "not kept": try layer.add(file: status, bytes: Array(stanza("a").utf8), isKept: false)
        case "lists only": try layer.add(file: "var/lib/dpkg/info/a.list", "/.\n")
        default: try layer.add(file: status + ".d", "")
        }
        let result = catalog(layer)
        #expect(result.packages.isEmpty)
        #expect(result.diagnostics.map(\.code) == [.unreadableDatabase])
        #expect(result.diagnostics.first?.path == (damage == "folder is a file" ? "/\(status).d" : "/\(status)"))
    }

    @Test func readsADatabaseBehindALink() throws {
        var layer = TestLayer()
        try layer.add(link: "var/lib/dpkg", to: "../../usr/share/dpkg")
        try layer.add(file: "usr/share/dpkg/status", stanza("a"))
        try layer.add(file: "usr/share/dpkg/info/a.list", "/.\n/usr\n/usr/a\n")
        try layer.add(file: "usr/a")
        let result = catalog(layer)
        #expect(paths(result, of: "a", in: layer) == ["usr", "usr/a"])
        #expect(result.packages.first?.package.locations.first == "/usr/share/dpkg/status")
        #expect(result.diagnostics.isEmpty)
    }

    @Test func keepsWhatItReads() {
        let ecosystem = DebianEcosystem()
        let wanted: [(BytePath, CaptureMode)] = [
            ("var/lib/dpkg/status", .controlFile), ("var/lib/dpkg/status.d/base", .controlFile),
            ("var/lib/dpkg/status.d/base.md5sums", .whole), ("var/lib/dpkg/info/a:amd64.list", .whole),
            ("var/lib/dpkg/info/a.md5sums", .whole), ("var/lib/dpkg/diversions", .whole),
            ("var/lib/apt/extended_states", .controlFile), ("etc/apt/apt.conf", .whole),
            ("etc/apt/apt.conf.d/01x", .whole),
        ]
        for (path, mode) in wanted { #expect(ecosystem.captureMode(for: path) == mode, "\(path)") }
        let others: [BytePath] = [
            "var/lib/dpkg/status-old", "var/lib/dpkg/info/a.postinst", "var/lib/dpkg/info/x/a.list", "status",
            "var/lib/apt/lists/x_Packages", "usr/share/a.list", "etc/apt/apt.conf.d/a/b", "etc/apt/apt.config", "",
        ]
        for path in others { #expect(ecosystem.captureMode(for: path) == nil, "\(path)") }
        let heads: [(String, CaptureMode?)] = [
            ("Package: adduser\nStatus: install", .controlFile), ("Package: base-files\nEssential: ", .controlFile),
            ("Package: libsomething0-dev\nStat", .controlFile), ("/.\n/usr\n", .whole), ("PRETTY_NAME=\"D", .whole),
            ("Package: 0ad\nVersion: 0.0.26-3", nil), ("Package: a\n", nil), ("#!/bin/sh\n", nil), ("", nil),
            ("/bin/sh\n/bin/sh.real\ndash\n", .shortText), ("// C++\n", nil), ("/* C */\n", nil), ("/ a\n", nil),
        ]
        for (head, mode) in heads { #expect(ecosystem.captureMode(forHead: Array(head.utf8)) == mode, "\(head)") }
    }

    private func paths(_ result: any PackageCatalog, of name: String, in layer: TestLayer) -> [String] {
        let tree = TestLayer.tree(layer)
        return result.packages.filter { $0.package.name == name }
            .flatMap { $0.files.map { tree.path(of: $0).string } }.sorted()
    }
}
