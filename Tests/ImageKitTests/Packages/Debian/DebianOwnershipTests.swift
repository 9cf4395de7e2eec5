import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct DebianOwnershipTests {
    /// A tree with packages that list the given paths, and what each package owns in it.
    private func owned(
        _ lists: [String: [String]], multiArch: String? = nil, _ build: (inout TestLayer) throws -> Void
    ) throws -> (files: [String: [String]], diagnostics: [Diagnostic]) {
        var layer = TestLayer()
        var status = ""
        for (label, paths) in lists.sorted(by: { $0.key < $1.key }) {
            let parts = label.split(separator: ":")
            status += "Package: \(parts[0])\nStatus: install ok installed\nVersion: 1\n"
            status += "Architecture: \(parts.count > 1 ? parts[1] : "amd64")\n"
            if parts.count > 1 { status += "Multi-Arch: same\n" }
            status += "\n"
            try layer.add(
                file: "var/lib/dpkg/info/\(label).list", (["/."] + paths).map { $0 + "\n" }.joined())
        }
        try layer.add(file: "var/lib/dpkg/status", status)
        try build(&layer)
        let tree = TestLayer.tree(layer)
        let result = DebianEcosystem().catalog(
            CatalogContext(tree: tree, configuration: ImageConfiguration(), distribution: nil))
        var files: [String: [String]] = [:]
        for package in result.packages {
            let architecture = package.package.architecture ?? ""
            let label = package.package.name + (package.package.debian?.multiArch == nil ? "" : ":\(architecture)")
            files[label] = package.files.map { tree.path(of: $0).string }.sorted()
        }
        return (files, result.diagnostics)
    }

    @Test func ownsWhatTheListNames() throws {
        let owned = try owned(["a": ["/usr", "/usr/bin", "/usr/bin/a", "/usr/gone", "/etc/a b/", "//usr/./x"]]) {
            for path in ["usr/bin/a", "usr/bin/b", "etc/a b", "usr/x"] { try $0.add(file: path) }
        }
        #expect(owned.files["a"] == ["etc/a b", "usr", "usr/bin", "usr/bin/a", "usr/x"])
        #expect(owned.diagnostics.isEmpty)
    }

    @Test func keepsTwoArchitecturesApart() throws {
        let owned = try owned(["a:amd64": ["/lib/x86"], "a:i386": ["/lib/i386"]]) {
            for path in ["lib/x86", "lib/i386"] { try $0.add(file: path) }
        }
        #expect(owned.files == ["a:amd64": ["lib/x86"], "a:i386": ["lib/i386"]])
    }

    @Test func followsTheMergedUsr() throws {
        let owned = try owned(["a": ["/bin", "/bin/a", "/usr/bin/b"], "base": ["/bin"]]) {
            try $0.add(link: "bin", to: "usr/bin")
            for path in ["usr/bin/a", "usr/bin/b"] { try $0.add(file: path) }
        }
        #expect(owned.files == ["a": ["usr/bin", "usr/bin/a", "usr/bin/b"], "base": ["bin"]])
    }

    @Test func followsLinksOfAdministrators() throws {
        let owned = try owned(["a": ["/var/www", "/var/www/x", "/var/www/x/y", "/var/www/z"]]) {
            try $0.add(link: "var/www", to: "/srv/../srv/www")
            for path in ["srv/www/x/y", "srv/www/z"] { try $0.add(file: path) }
        }
        #expect(owned.files == ["a": ["srv/www", "srv/www/x", "srv/www/x/y", "srv/www/z"]])
    }

    @Test func findsFilesOnTheOtherSideOfTheMerge() throws {
        let owned = try owned(["a": ["/lib/a", "/usr/lib/b", "/sbin/c", "/usr/share/d"]]) {
            for path in ["usr/lib/a", "lib/b", "share/d"] { try $0.add(file: path) }
        }
        #expect(owned.files == ["a": ["lib/b", "usr/lib/a"]])
    }

    @Test func ownsAPathNamedTwiceOnce() throws {
        let owned = try owned(["a": ["/bin/a", "/usr/bin/a"]]) {
            try $0.add(link: "bin", to: "usr/bin")
            try $0.add(file: "usr/bin/a")
        }
        #expect(owned.files == ["a": ["usr/bin/a"]])
    }

    @Test func ownsLinksThemselves() throws {
        let owned = try owned(["a": ["/lib/a.so", "/lib/a.so.1"], "b": ["/outside"]]) {
            try $0.add(file: "lib/a.so.1")
            try $0.add(link: "lib/a.so", to: "a.so.1")
            try $0.add(link: "outside", to: "../../../etc")
        }
        #expect(owned.files == ["a": ["lib/a.so", "lib/a.so.1"], "b": ["outside"]])
    }

    @Test func followsDiversions() throws {
        let owned = try owned([
            "dash": ["/bin/sh", "/etc/x"], "other": ["/bin/sh"], "diverter": ["/bin/sh", "/etc/x"],
        ]) {
            for path in ["usr/bin/sh", "usr/bin/sh.distrib", "etc/x", "etc/x.local"] { try $0.add(file: path) }
            try $0.add(link: "bin", to: "usr/bin")
            try $0.add(
                file: "var/lib/dpkg/diversions",
                "/bin/sh\n/bin/sh.distrib\ndiverter\n/etc/x\n/etc/x.local\n:\nrelative\n/y\nz\n/cut\n")
        }
        #expect(
            owned.files == [
                "dash": ["etc/x.local", "usr/bin/sh.distrib"], "other": ["usr/bin/sh.distrib"],
                "diverter": ["etc/x.local", "usr/bin/sh"],
            ])
        #expect(owned.diagnostics.map(\.code) == [.malformedPackageRecord, .malformedPackageRecord])
        #expect(owned.diagnostics.map(\.path) == ["/var/lib/dpkg/diversions", "/var/lib/dpkg/diversions"])
    }

    @Test func givesAlternativesToTheFilesOwner() throws {
        let owned = try owned(["mawk": ["/usr/bin/mawk"], "gawk": ["/usr/bin/gawk"]]) {
            for path in ["usr/bin/mawk", "usr/bin/gawk", "usr/bin/stray"] { try $0.add(file: path) }
            try $0.add(link: "etc/alternatives/awk", to: "/usr/bin/mawk")
            try $0.add(link: "etc/alternatives/stray", to: "/usr/bin/stray")
            try $0.add(link: "etc/alternatives/gone", to: "/usr/bin/gone")
            try $0.add(link: "etc/alternatives/loop", to: "loop")
            try $0.add(file: "etc/alternatives/README")
            try $0.add(link: "usr/bin/awk", to: "/etc/alternatives/awk")
            try $0.add(link: "usr/bin/unrelated", to: "mawk")
        }
        #expect(
            owned.files == ["mawk": ["etc/alternatives/awk", "usr/bin/awk", "usr/bin/mawk"], "gawk": ["usr/bin/gawk"]])
    }

    @Test func namesMissingAndDamagedLists() throws {
        let owned = try owned(["a": ["/a"], "b": ["/b\u{0}", "/c"]]) {
            for path in ["a", "c"] { try $0.add(file: path) }
            try $0.add(directory: "var/lib/dpkg/info/d.list")
            try $0.add(
                file: "var/lib/dpkg/status",
                "abcde".map { "Package: \($0)\nStatus: install ok installed\nVersion: 1\nArchitecture: all\n\n" }
                    .joined()
            )
            try $0.add(file: "var/lib/dpkg/info/e.md5sums", "\(String(repeating: "a", count: 32))  c\n")
        }
        #expect(owned.files["b"] == ["c"])
        #expect(owned.files["e"] == ["c"])
        #expect(
            owned.diagnostics.map(\.message) == [
                "1 lines of the file list name no path", "a file of dpkg's database is no regular file",
                "c:all has no file list, so no file is booked to it",
                "d:all has no file list, so no file is booked to it",
            ])
    }

    @Test func ownsManyFiles() throws {
        let paths = (0..<60_000).map { "/usr/share/doc/folder-\($0 / 10)/file-\($0)" }
        let owned = try owned(["a": paths]) { for path in paths { try $0.add(file: path) } }
        #expect(owned.files["a"]?.count == 60_000)
    }
}
