import Foundation
import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting
@testable import ZipSourceExample

/// The example of a source: image layouts in zip archives.
@Suite struct ZipSourceTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func report(_ archive: ImageArchive) async throws -> String {
        let analysis = try await ImageAnalyzer().analyze(archive.image())
        return try InventoryReport(analysis).text(as: .json).replacing(archive.name, with: "ARCHIVE")
    }

    private func packages(of path: String) async throws -> [String] {
        let image = try ImageArchive(source: ZipSource(path: path)).image()
        return try await ImageAnalyzer().analyze(image).inventory.packages.map { "\($0.purl) \($0.size)" }
    }

    private func zip(_ members: [(name: String, contents: [UInt8], link: String?)], deflates: Bool) throws -> [UInt8] {
        var zip = TestZip()
        for member in members { try zip.add(member.name, member.contents, deflates: deflates) }
        return zip.archive
    }

    private func sample() -> ImageBuilder {
        var tar = TarBuilder()
        tar.add(
            "var/lib/dpkg/status", "Package: tool\nStatus: install ok installed\nArchitecture: all\nVersion: 1.0\n")
        tar.add("usr/bin/tool", contents: (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) })
        return ImageBuilder(layers: [tar.archive])
    }

    @Test(arguments: ["demo.oci.tar", "demo-slim.docker.tar"])
    func findsInAZipArchiveWhatADirectoryHas(_ fixture: String) async throws {
        let layout = folder.path("layout")
        try FileManager.default.createDirectory(atPath: layout, withIntermediateDirectories: true)
        try Tool.run("tar", "-xf", Repository.fixture(fixture), "-C", layout)
        let names = try FileManager.default.subpathsOfDirectory(atPath: layout).sorted()
        let directory = try ImageArchive(path: layout)
        let expected = try await report(directory)
        for deflates in [true, false] {
            var zip = TestZip()
            for name in names {
                guard let contents = FileManager.default.contents(atPath: "\(layout)/\(name)") else { continue }
                try zip.add(name, Array(contents), deflates: deflates)
            }
            let path = try folder.write(zip.archive, to: "image.zip")
            let archive = try ImageArchive(source: ZipSource(path: path))
            let layoutName = directory.format.rawValue.prefix { $0 != "-" }
            #expect(archive.format.rawValue == "\(layoutName)-zip")
            #expect(try await report(archive) == expected)
        }
    }

    @Test(.enabled(if: Tool.isInstalled("python3")))
    func readsWhatAnotherProgramWrites() async throws {
        let layout = try sample().write(to: folder, in: "layout")
        let path = folder.path("python.zip")
        let members = ["index.json", "oci-layout", "blobs"].map { "\(layout)/\($0)" }
        try Tool.run(["python3", "-m", "zipfile", "-c", path] + members)
        let archive = try ImageArchive(source: ZipSource(path: path))
        #expect(try await report(archive) == report(ImageArchive(path: layout)))
    }

    @Test func reportsEveryTruncation() async throws {
        for deflates in [true, false] {
            let bytes = try zip(sample().members(.ociArchive), deflates: deflates)
            for length in stride(from: 0, to: bytes.count, by: 499) + [bytes.count - 1] {
                let path = try folder.write(Array(bytes[..<length]), to: "short.zip")
                let error = try await ImageError.of { try await report(ImageArchive(source: ZipSource(path: path))) }
                #expect(error?.code == .truncated, "after \(length) bytes")
            }
        }
    }

    @Test func reportsEveryChangedByte() async throws {
        for deflates in [true, false] {
            let bytes = try zip(sample().members(.ociArchive), deflates: deflates)
            let path = try folder.write(bytes, to: "image.zip")
            let expected = try await packages(of: path)
            for position in stride(from: 0, to: bytes.count, by: bytes.count / 200) {
                var changed = bytes
                changed[position] ^= 0x41
                try folder.write(changed, to: "image.zip")
                // Some bytes, such as times, say nothing about the image; every other change is an error.
                var found: [String]?
                let error = try await ImageError.of { found = try await packages(of: path) }
                #expect(error != nil || found == expected, "at byte \(position)")
            }
        }
    }

    @Test(arguments: [true, false])
    func noticesAWrongDigest(_ deflates: Bool) async throws {
        let layer = ImageBuilder.blobName(sample().layers[0])
        let members = try sample().members(.ociArchive).map { member in
            var member = member
            // The zip archive is sound, its CRC-32 too.
            if member.name == layer { member.contents[2000] ^= 1 }
            return member
        }
        let path = try folder.write(zip(members, deflates: deflates), to: "wrong.zip")
        let error = try await ImageError.of { try await report(ImageArchive(source: ZipSource(path: path))) }
        #expect(error?.code == .digestMismatch && error?.layer == "sha256:" + layer.suffix(64))
        #expect(error?.archive == path)
    }

    @Test func refusesMembersThatStandTwice() throws {
        let members = try sample().members(.ociArchive)
        let path = try folder.write(zip(members + members.prefix(1), deflates: false), to: "twice.zip")
        let error = try #require(throws: ImageError.self) { try ZipSource(path: path) }
        #expect(error.reason.contains("two members"))
    }
}
