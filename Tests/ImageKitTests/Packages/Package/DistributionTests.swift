import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct DistributionTests {
    @Test func readsOSRelease() throws {
        let text = """
            # comment
            PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
            NAME='Debian \\ "GNU"'

            ID=Debian
            VERSION_ID="12"\r
            VERSION_CODENAME=book\\worm # trailing
            HOME_URL="$(reboot) \\$x \\n"
            no assignment
            """
        let distribution = try #require(Distribution(osRelease: Array(text.utf8)))
        #expect(distribution.id == "debian")
        #expect(distribution.versionID == "12")
        #expect(distribution.codename == "bookworm")
        #expect(distribution.prettyName == "Debian GNU/Linux 12 (bookworm)")
    }

    @Test(arguments: [
        (["os-release": "ID=debian\n", "debian_version": "buster/sid\n"], "debian-buster"),
        (["debian_version": "12.5\n"], "debian-12"),
        (
            ["lsb-release": "DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE=22.04\n", "debian_version": "bookworm/sid\n"],
            "ubuntu-22.04"
        ),
        (["os-release": "ID=debian\nVERSION_ID=11\n", "debian_version": "12.5\n"], "debian-11"),
        (["os-release": "ID=arch\n", "debian_version": "12.5\n"], nil),
        (
            [
                "dpkg/origins/default": "Vendor: Ubuntu\nVendor-URL: https://example\n",
                "debian_version": "trixie/sid\n",
            ],
            "ubuntu"
        ),
        (
            [
                "dpkg/origins/default": "Vendor: Ubuntu\n", "debian_version": "trixie/sid\n",
                "issue": "Ubuntu 24.04.1 LTS \\n \\l\n",
            ],
            "ubuntu-24.04"
        ),
        (["issue": "Ubuntu 22.04 LTS \\n \\l\n", "debian_version": "bookworm/sid\n"], "ubuntu-22.04"),
        (["issue": "Ubuntu Noble Numbat (development branch) \\n\n"], "ubuntu"),
        (["dpkg/origins/default": "Vendor: Debian\n", "debian_version": "12.5\n"], "debian-12"),
        (["issue": "Debian GNU/Linux 12 \\n \\l\n\n"], "debian-12"),
        (["issue": "Welcome to 12\n"], nil),
        (["issue": "Ubuntu 22.04 LTS\n", "os-release": "ID=debian\nVERSION_ID=12\n"], "debian-12"),
    ])
    func asksOtherFilesWhatOSReleaseLeavesOut(files: [String: String], qualifier: String?) throws {
        var layer = TestLayer()
        for (name, text) in files { try layer.add(file: "etc/\(name)", text) }
        let found = Distribution(of: TestLayer.tree(layer))
        #expect(found?.purlQualifier == qualifier || found?.id == qualifier)
    }

    @Test(arguments: [
        (#""a \"b\" \$c \d""#, #"a "b" $c \d"#), (#"'a \ "b"'"#, #"a \ "b""#), (#"a\ b c"#, "a b"),
        (#""a"'b'c"#, "abc"), (#""a"#, "a"), (#"a\"#, "a"), (#"'\\'"#, #"\\"#),
    ])
    func takesQuotesAway(written: String, expected: String) {
        #expect(Distribution(osRelease: Array("ID=x\nPRETTY_NAME=\(written)\n".utf8))?.prettyName == expected)
    }

    @Test func takesTheLastAssignmentAndNoEmptyOne() {
        #expect(
            Distribution(osRelease: Array("ID=a\nID=b\nVERSION_ID=\n".utf8)) == Distribution(id: "b", versionID: nil))
        #expect(Distribution(osRelease: Array("PRETTY_NAME=x\nID=\"\"\n".utf8)) == nil)
        #expect(Distribution(osRelease: [0, 0x3D, 0xFF, 0x5C]) == nil)
    }

    @Test func isFoundInEitherPlace() throws {
        var linked = TestLayer()
        try linked.add(file: "usr/lib/os-release", "ID=debian\n")
        #expect(Distribution(of: TestLayer.tree(linked))?.id == "debian")
        try linked.add(link: "etc/os-release", to: "../usr/lib/os-release")
        #expect(Distribution(of: TestLayer.tree(linked))?.id == "debian")
        var own = linked
        try own.add(file: "etc/os-release", "ID=mine\n")
        #expect(Distribution(of: TestLayer.tree(own))?.id == "mine")
        #expect(Distribution(of: TestLayer.tree()) == nil)
    }
}
