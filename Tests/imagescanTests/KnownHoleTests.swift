import Foundation
import Testing

@testable import imagescan

/// Warnings of holes in the libarchive that is loaded.
@Suite struct KnownHoleTests {
    @Test(arguments: [
        ("3.6.2", LoadedLibrary.Origin.debian("3.6.2-1"), "3.6.2-1+deb12u5"),
        ("3.6.2", .debian("3.6.2-1+deb12u4"), "3.6.2-1+deb12u5"),
        ("3.6.2", .debian("3.6.2-1+b1"), "3.6.2-1+deb12u5"),
        ("3.6.2", .own, "3.8.9"), ("3.8.8", .own, "3.8.9"),
    ])
    func warnsOfAHole(_ version: String, _ origin: LoadedLibrary.Origin, _ fix: String) throws {
        let warnings = KnownHole.warnings(for: LoadedLibrary(version: version, origin: origin))
        #expect(warnings.count == 1)
        let installed = if case .debian(let package) = origin { package } else { version }
        #expect(try #require(warnings.first).hasPrefix("libarchive \(installed) is vulnerable to CVE-2026-15028 "))
        #expect(warnings.first?.hasSuffix("; \(fix) fixes it") ?? false)
    }

    /// A distribution whose fix is not known here is not accused.
    @Test(arguments: [
        ("3.6.2", LoadedLibrary.Origin.debian("3.6.2-1+deb12u5")), ("3.6.2", .debian("3.6.2-1+deb12u10")),
        ("3.6.2", .debian("3.6.2-1ubuntu1")), ("3.7.4", .debian("3.7.4-4")), ("3.6.2", .unknown),
        ("3.8.9", .own), ("3.10.0", .own), ("3.8.9", .debian("3.8.9-1")),
    ])
    func saysNothingThatMayBeFalse(_ version: String, _ origin: LoadedLibrary.Origin) {
        #expect(KnownHole.warnings(for: LoadedLibrary(version: version, origin: origin)).isEmpty)
    }

    @Test func findsThePackage() throws {
        let scratch = try Scratch()
        let status = scratch.path("status")
        try Data(KnownHoleTests.status("3.6.2-1+deb12u4").utf8).write(to: scratch.url("status"))
        for path in ["/lib/x86_64-linux-gnu/libarchive.so.13", "/usr/lib/aarch64-linux-gnu/libarchive.so.13"] {
            #expect(LoadedLibrary.origin(of: path, statusFile: status) == .debian("3.6.2-1+deb12u4"))
            #expect(LoadedLibrary.origin(of: path, statusFile: scratch.path("missing")) == .unknown)
        }
        #expect(LoadedLibrary.origin(of: "/usr/lib64/libarchive.so.13", statusFile: "/dev/null") == .unknown)
        #expect(LoadedLibrary.origin(of: "/usr/local/lib/libarchive.so.13", statusFile: status) == .own)
        #expect(LoadedLibrary.origin(of: nil, statusFile: status) == .unknown)
    }

    private static func status(_ version: String) -> String {
        """
        Package: libarchive13
        Status: deinstall ok config-files
        Version: 1.0

        Package: libarchive13
        Status: install ok installed
        Architecture: amd64
        Version: \(version)

        """
    }

    private static let canReplaceDatabase =
        Wrapper.canMount && FileManager.default.fileExists(atPath: "/var/lib/dpkg/status")

    @Test(.enabled(if: canReplaceDatabase, "dpkg's database can't be replaced here"))
    func warnsBeforeAnImageIsRead() async throws {
        let scratch = try Scratch()
        guard LoadedLibrary.current?.version == "3.6.2" else {
            Fixtures.note("SKIPPED: this is not the libarchive of Debian 12, no warning of its holes is seen")
            return
        }
        try Data(KnownHoleTests.status("3.6.2-1+deb12u3").utf8).write(to: scratch.url("status"))
        var program = Program()
        program.wrapper = Wrapper.mounting(
            "mount --bind '\(scratch.path("status"))' /var/lib/dpkg/status && exec \"$0\" \"$@\"")
        for arguments in [["layers", Fixtures.slim], ["compare", Fixtures.slim, Fixtures.slim]] {
            let outcome = try await program.run(arguments)
            #expect(outcome.status == 0)
            #expect(
                outcome.message == """
                    warning: libarchive 3.6.2-1+deb12u3 is vulnerable to CVE-2026-15028 in its tar reader, which imagescan does \
                    not use; 3.6.2-1+deb12u5 fixes it

                    """)
            #expect(try await program.run(arguments + ["-q"]).errors.isEmpty)
        }
    }
}
