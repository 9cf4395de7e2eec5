import Foundation
import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Folders of lists as apt and mirrors have them.
struct AptListsTests {
    private static let packages = Array("Package: a\nVersion: 2\nArchitecture: all\n\nPackage: b\nVersion: 3\n".utf8)

    private var installed: [Package] {
        [Package(name: "a", version: "1", kind: .deb, purl: PackageURL(type: "deb", name: "a", version: "1"))]
    }

    /// An LZ4 frame of one block that is stored (LZ4 frame format 1.6.2).
    private static func lz4(_ bytes: [UInt8]) -> [UInt8] {
        let size = (0..<4).map { UInt8(truncatingIfNeeded: bytes.count >> ($0 * 8)) }
        return [0x04, 0x22, 0x4D, 0x18, 0x60, 0x40, 0x82] + size.dropLast() + [0x80] + bytes + [0, 0, 0, 0]
    }

    @Test(arguments: ["", ".gz", ".xz", ".bz2", ".zst", ".lz4"])
    func readsEveryCompression(_ suffix: String) throws {
        let folder = try TemporaryFolder()
        let formats: [String: CompressionFormat] = [".gz": .gzip, ".xz": .xz, ".bz2": .bzip2, ".zst": .zstd]
        let bytes =
            suffix == ".lz4"
            ? AptListsTests.lz4(AptListsTests.packages)
            : try Compressor.compress(AptListsTests.packages, as: formats[suffix] ?? .none)
        try folder.write(bytes, to: "Packages" + suffix)
        let lists = try AptLists(folder: folder.url.path, for: installed)
        #expect(lists.indices.map(\.file) == ["Packages" + suffix])
        // Only what is installed is kept.
        #expect(lists.indices[0].offers.mapValues { $0.map(\.version.text) } == ["a": ["2"]])
        #expect(lists.indices[0].release == AptRelease())
    }

    @Test func findsTheReleaseOfEachList() throws {
        let folder = try TemporaryFolder()
        let host = "deb.debian.org_debian"
        for (name, label) in [("bookworm", "Debian"), ("bookworm-backports", "Debian Backports")] {
            let rest = label == "Debian" ? "" : "NotAutomatic: yes\nButAutomaticUpgrades: yes\n"
            try folder.write(
                Array(
                    "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nOrigin: Debian\nLabel: \(label)\nSuite: s\nCodename: \(name)\n\(rest)-----BEGIN PGP SIGNATURE-----\n\nabc\n"
                        .utf8), to: "\(host)_dists_\(name)_InRelease")
            try folder.write(AptListsTests.packages, to: "\(host)_dists_\(name)_main_binary-amd64_Packages")
        }
        try folder.write(
            Array("Label: Debian-Security\nCodename: bookworm-security\n".utf8),
            to: "\(host)-security_dists_bookworm-security_Release")
        try folder.write(
            AptListsTests.packages, to: "\(host)-security_dists_bookworm-security_main_binary-amd64_Packages")
        try folder.write([1, 2], to: "\(host)_dists_bookworm_main_i18n_Translation-en")
        try folder.write([], to: "lock")
        let lists = try AptLists(folder: folder.url.path, for: installed)
        #expect(
            lists.indices.map { "\($0.release.name ?? "") \($0.release.priority) \($0.release.isSecurity)" } == [
                "bookworm-security 500 true", "bookworm-backports 100 false", "bookworm 500 false",
            ])
    }

    @Test(arguments: [CompressionFormat.gzip, .xz, .zstd])
    func namesADamagedList(_ format: CompressionFormat) throws {
        let folder = try TemporaryFolder()
        let bytes = try Compressor.compress(AptListsTests.packages + [UInt8](repeating: 0x61, count: 9999), as: format)
        let path = try folder.write(Array(bytes.dropLast(20)), to: "x_Packages.gz")
        let error = try #require(throws: ImageError.self) { try AptLists(folder: folder.url.path, for: installed) }
        #expect(error.archive == path)
    }

    /// A mirror's own names beside those of apt.
    @Test func takesTheNearestRelease() throws {
        let folder = try TemporaryFolder()
        for (name, codename) in [("Release", "flat"), ("a_Release", "outer"), ("a_b_Release", "inner")] {
            try folder.write(Array("Codename: \(codename)\n".utf8), to: name)
        }
        for name in ["Packages", "a_c_Packages", "a_b_c_Packages"] {
            try folder.write(AptListsTests.packages, to: name)
        }
        let lists = try AptLists(folder: folder.url.path, for: installed)
        #expect(
            lists.indices.map { "\($0.file) \($0.release.name ?? "")" } == [
                "Packages flat", "a_b_c_Packages inner", "a_c_Packages outer",
            ])
    }

    @Test func saysThatThereAreNone() throws {
        let folder = try TemporaryFolder()
        let empty = try #require(throws: ImageError.self) { try AptLists(folder: folder.url.path, for: installed) }
        #expect(empty.description.contains("no Packages file"))
        let missing = try #require(throws: ImageError.self) {
            try AptLists(folder: folder.path("missing"), for: installed)
        }
        #expect(missing.archive == folder.path("missing"))
        try folder.write([], to: "Packages/x")
        let directory = try #require(throws: ImageError.self) { try AptLists(folder: folder.url.path, for: installed) }
        #expect(directory.archive == folder.path("Packages"))
    }
}
