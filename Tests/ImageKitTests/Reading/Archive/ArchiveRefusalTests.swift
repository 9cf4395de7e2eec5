import Foundation
import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// What archives are refused for, and what is only remarked.
@Suite struct ArchiveRefusalTests {
    private typealias Member = (name: String, contents: [UInt8], link: String?)

    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private static let image = ImageBuilder(layers: [TarBuilder().archive])

    private func open(_ members: [Member], _ options: ScanOptions = ScanOptions()) throws -> ImageArchive {
        var tar = TarBuilder()
        for member in members {
            if let link = member.link {
                tar.add(member.name, type: "1", link: link)
            } else {
                tar.add(member.name, contents: member.contents)
            }
        }
        return try ImageArchive(path: folder.write(tar.archive, to: "a.tar"), options: options)
    }

    private func reason(_ body: () throws -> some Any) throws -> String {
        let error = try #require(throws: ImageError.self) { _ = try body() }
        return error.reason
    }

    private func docker(_ manifest: Any, _ more: [Member] = []) throws -> [Member] {
        [("manifest.json", try ImageBuilder.json(manifest), nil)] + more
    }

    @Test func boundsTheImagesOfManifestJSON() throws {
        var options = ScanOptions()
        options.limits.images = 2
        let members = try docker(Array(repeating: ["Config": "c.json", "Layers": []] as [String: Any], count: 3))
        #expect(try reason { try open(members, options) }.contains("images"))
    }

    @Test func namesAConfigurationThatIsMissing() throws {
        let members = try docker([["Config": "c.json", "Layers": []] as [String: Any]])
        #expect(try reason { try open(members).image() }.contains("configuration that manifest.json names"))
    }

    @Test func comparesAConfigurationWithTheDigestInItsName() throws {
        let name = String(repeating: "0", count: 64) + ".json"
        let members = try docker(
            [["Config": name, "Layers": []] as [String: Any]], [(name, ArchiveRefusalTests.image.configuration, nil)])
        #expect(try reason { try open(members).image() }.contains("has the digest"))
    }

    @Test func takesAManifestWithoutLayers() throws {
        let configuration = try ImageBuilder(layers: []).configuration
        let members = try docker([["Config": "c.json"]], [("c.json", configuration, nil)])
        #expect(try open(members).image().layers.isEmpty)
    }

    @Test func followsHardLinksOfMembers() async throws {
        var members = try ArchiveRefusalTests.image.members(.dockerFlat)
        let layer = try #require(members.firstIndex { $0.name.hasSuffix(".tar") })
        let name = members[layer].name
        members[layer].name = "real"
        members.append((name, [], "real"))
        let analysis = try await ImageAnalyzer().analyze(open(members).image())
        #expect(analysis.layers.count == 1)
    }

    @Test func refusesLinksInACircle() throws {
        let members: [Member] = [("manifest.json", [], "other"), ("other", [], "manifest.json")]
        #expect(try !reason { try open(members) }.isEmpty)
    }

    @Test func refusesMembersThatAreNoFiles() throws {
        var tar = TarBuilder()
        for member in try ArchiveRefusalTests.image.members(.ociArchive) where member.name != "index.json" {
            tar.add(member.name, contents: member.contents)
        }
        tar.add("index.json", type: "6")
        let path = try folder.write(tar.archive, to: "a.tar")
        #expect(try reason { try ImageArchive(path: path) }.contains("not a regular file"))
    }

    @Test func remarksOnAnUnknownVersionOfTheLayout() throws {
        var members = try ArchiveRefusalTests.image.members(.ociArchive)
        let marker = try #require(members.firstIndex { $0.name == "oci-layout" })
        members[marker].contents = Array("{\"imageLayoutVersion\":\"2.0.0\"}".utf8)
        let archive = try open(members)
        #expect(archive.diagnostics.contains { $0.message.contains("version 2.0.0 is not known") })
        #expect(archive.images.count == 1)
    }

    @Test func saysThatALayoutHasNoIndex() throws {
        let members = try ArchiveRefusalTests.image.members(.ociArchive).filter { $0.name != "index.json" }
        #expect(try reason { try open(members) }.contains("index.json"))
    }

    @Test(arguments: [
        (Array("!<arch>\ndebian-binary".utf8), "a Debian package"), (Array("hsqs".utf8), "a squashfs file system"),
        (Array(repeating: UInt8(ascii: "#"), count: 32) + Array("SIF_MAGIC".utf8), "Apptainer"),
        (Array("{\"a\": 1}".utf8), "a JSON document"), (Array("\n<html>".utf8), "an HTML or XML document"),
        (Array("plain text".utf8), "its first header has a wrong checksum"),
    ])
    func saysWhatAFileIsThatIsNoArchive(_ head: [UInt8], _ words: String) throws {
        let file = try folder.write(head + Array(repeating: UInt8(1), count: 2_000), to: "file")
        #expect(try reason { try ImageArchive(path: file) }.contains(words))
    }

    @Test func saysWhereInAnArchiveTheImageIs() throws {
        let members = try ArchiveRefusalTests.image.members(.ociArchive).map {
            ("outer/" + $0.name, $0.contents, $0.link)
        }
        #expect(
            try reason { try open(members) }
                == "there is no manifest.json and no index.json at the top; outer has one: pack its contents without it "
                + "(tar -C outer -cf app.tar .)")
        let layout = folder.path("layout")
        try FileManager.default.createDirectory(atPath: layout + "/inner", withIntermediateDirectories: true)
        try Data("{}".utf8).write(to: URL(fileURLWithPath: layout + "/inner/manifest.json"))
        #expect(try reason { try ImageArchive(path: layout) }.hasSuffix("inner has one: name that folder"))
    }

    @Test func aRootFileSystemMayHoldAnIndexOfItsOwn() throws {
        let members: [Member] = ["index.json", "etc/os-release", "usr/bin/env"].map { ($0, Array("{}".utf8), nil) }
        #expect(try reason { try open(members) }.hasPrefix("this is a root file system, not an image"))
    }

    @Test func remarksOnWhatIsNoImageInAnIndex() throws {
        var members = try ArchiveRefusalTests.image.members(.ociArchive)
        let index = try #require(members.firstIndex { $0.name == "index.json" })
        var object = try #require(
            JSONSerialization.jsonObject(with: Data(members[index].contents)) as? [String: Any])
        let text = Array("text".utf8)
        var manifests = object["manifests"] as? [Any] ?? []
        manifests.append(ArchiveRefusalTests.image.descriptor(text, MediaType(rawValue: "text/plain")))
        object["manifests"] = manifests
        object["schemaVersion"] = 1
        members[index].contents = try ImageBuilder.json(object)
        members.append((ImageBuilder.blobName(text), text, nil))
        let archive = try open(members)
        #expect(archive.images.count == 1)
        #expect(archive.diagnostics.contains { $0.message.contains("schemaVersion is 1") })
        #expect(archive.diagnostics.contains { $0.message.contains("text/plain") })
    }

    @Test func boundsTheMembersOfAnArchive() throws {
        var options = ScanOptions()
        options.limits.entries = 2
        let members = try ArchiveRefusalTests.image.members(.ociArchive)
        #expect(try reason { try open(members, options) }.contains("entries"))
    }

    @Test func describesTheManifestAsTheIndexDoes() throws {
        let members = try ArchiveRefusalTests.image.members(.ociArchive)
        let archive = try open(members)
        let descriptor = try #require(archive.manifestDescriptor(of: archive.image()))
        let index = try #require(members.first { $0.name == "index.json" })
        let named = try JSONDocument.decode(ImageIndex.self, from: index.contents, name: "index").manifests.first
        #expect(descriptor.digest == named?.digest && descriptor.size == named?.size)
        #expect(descriptor.mediaType == .ociManifest)
        let docker = try open(ArchiveRefusalTests.image.members(.dockerFlat))
        #expect(try docker.manifestDescriptor(of: docker.image()) == nil)
    }

    @Test func tellsAFileThatCannotBeOpened() throws {
        #expect(try reason { try ImageArchive(path: folder.path("missing")) }.isEmpty == false)
        #expect(try reason { try DirectorySource(path: folder.path("missing")) }.contains("can't be opened"))
    }

    /// Archives that are compressed as a whole are read as pipes are.
    private func compressed(_ tar: TarBuilder, _ options: ScanOptions = ScanOptions()) throws -> ImageArchive {
        try ImageArchive(path: folder.write(Compressor.gzip(tar.archive), to: "a.tar.gz"), options: options)
    }

    @Test func boundsMembersAndDocumentsOfACompressedArchive() throws {
        var tar = TarBuilder()
        for member in try ArchiveRefusalTests.image.members(.ociArchive) {
            tar.add(member.name, contents: member.contents)
        }
        #expect(try compressed(tar).images.count == 1)
        var options = ScanOptions()
        options.limits.entries = 2
        #expect(try reason { try compressed(tar, options) }.contains("entries"))
        options.limits = Limits()
        options.limits.document = 10
        #expect(try reason { try compressed(tar, options) }.contains("document"))
    }

    @Test func refusesSparseMembers() throws {
        var tar = TarBuilder()
        tar.addSparse("1.0", "index.json", regions: [(0, 10)], realSize: 10)
        let path = try folder.write(tar.archive, to: "a.tar")
        #expect(try reason { try ImageArchive(path: path) }.contains("sparse"))
        #expect(try reason { try compressed(tar) }.contains("sparse"))
    }

    @Test func tellsWhereAFileEndsThatShrinks() throws {
        let path = try folder.write([UInt8](repeating: 1, count: 1000), to: "file")
        let file = try InputFile(path: path)
        try folder.write([UInt8](repeating: 1, count: 10), to: "file")
        let error = try #require(throws: ImageError.self) {
            try file.region(offset: 0, size: 1000).readAll(atATime: 100)
        }
        #expect(error.code == .truncated && error.reason.contains("ends at byte"))
    }
}
