import Foundation
import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Archives whose two lists of images say different things, or one more than the other.
@Suite struct ArchiveDocumentsTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func builder(_ text: String) -> ImageBuilder {
        var layer = TarBuilder()
        layer.add("file", text)
        return ImageBuilder(layers: [layer.archive])
    }

    /// An OCI archive of one image, beside it the blobs of another one, which only manifest.json names.
    private func archive(tag: String?) throws -> ImageArchive {
        let other = builder("other")
        var members = try builder("one").members(.ociArchive)
        members += try other.members(.ociArchive).filter { member in
            member.name.hasPrefix("blobs/") && !members.contains { $0.name == member.name }
        }
        var entry: [String: Any] = [
            "Config": ImageBuilder.blobName(try other.configuration),
            "Layers": other.layers.map { ImageBuilder.blobName($0) },
        ]
        if let tag { entry["RepoTags"] = [tag] }
        members.append(("manifest.json", try ImageBuilder.json([entry]), nil))
        var tar = TarBuilder()
        for member in members { tar.add(member.name, contents: member.contents) }
        return try ImageArchive(path: folder.write(tar.archive, to: "archive"))
    }

    @Test func listsImagesThatManifestAloneNames() async throws {
        let archive = try archive(tag: nil)
        #expect(archive.images.map(\.references) == [["example/app:1.0"], []])
        #expect(archive.formats == [.ociArchive, .dockerArchive])
        let untagged = try #require(archive.images.last)
        #expect(try archive.image(reference: untagged.digest.description).configurationDigest == untagged.digest)
        let validation = try await ImageValidator().validate(archive)
        #expect(validation.isValid)
        #expect(validation.checks.count { $0.kind == "configuration" } == 2)
    }

    @Test func refusesOneNameOfTwoImages() async throws {
        let archive = try archive(tag: "example/app:1.0")
        let error = try #require(throws: ImageError.self) { try archive.image(reference: "example/app:1.0") }
        #expect(error.code == .ambiguousImage)
        #expect(archive.diagnostics.contains { $0.code == .ambiguousDocuments && $0.message.contains("docker load") })
        #expect(error.reason.contains("or a list with oci-archive: or docker-archive: in front"))
        #expect(try await !ImageValidator().validate(archive).isValid)
        // Whoever names a format gets what its readers take.
        for (format, text) in [(ImageArchive.Format.dockerArchive, "other"), (.ociArchive, "one")] {
            let one = try ImageArchive(path: folder.path("archive"), as: format, reading: ReadOptions())
            let image = try one.image(reference: "example/app:1.0")
            #expect(image.configurationDigest == .of(try builder(text).configuration, algorithm: .sha256))
            #expect(one.diagnostics.contains { $0.code == .ambiguousDocuments })
        }
    }

    /// An image without a name in one list and one with a name in the other: each reader takes the only one that it sees.
    @Test func refusesAnImageWithoutANameThatManifestDoesNotHave() async throws {
        let (one, other) = (builder("one"), builder("other"))
        for isSame in [true, false] {
            var members = try one.members(.ociArchive)
            members += try other.members(.ociArchive).filter { member in
                member.name.hasPrefix("blobs/") && !members.contains { $0.name == member.name }
            }
            for index in members.indices where members[index].name == "index.json" {
                members[index].contents = Array(
                    String(decoding: members[index].contents, as: UTF8.self)
                        .replacing("org.opencontainers.image.ref.name", with: "x").utf8)
            }
            let named = isSame ? one : other
            let entry: [String: Any] = [
                "Config": ImageBuilder.blobName(try named.configuration),
                "Layers": named.layers.map { ImageBuilder.blobName($0) }, "RepoTags": ["example/app:1.0"],
            ]
            members.append(("manifest.json", try ImageBuilder.json([entry]), nil))
            var tar = TarBuilder()
            for member in members { tar.add(member.name, contents: member.contents) }
            let archive = try ImageArchive(path: folder.write(tar.archive, to: "strangers"))
            #expect(archive.diagnostics.contains { $0.message.contains("without a name instead") } == !isSame)
            #expect(try await ImageValidator().validate(archive).isValid == isSame)
        }
    }

    /// A name that the index gives to an image and to another index is that of two images, if those differ.
    @Test func refusesOneNameOfAnImageAndAnIndex() async throws {
        let (one, other) = (builder("one"), builder("other"))
        for isSame in [true, false] {
            var members = try one.members(.ociArchive)
            let others = try (isSame ? one : other).members(.ociArchive)
            members += others.filter { member in
                member.name.hasPrefix("blobs/") && !members.contains { $0.name == member.name }
            }
            let nested = try #require(others.first { $0.name == "index.json" }).contents
            members.append((ImageBuilder.blobName(nested), nested, nil))
            let position = try #require(members.firstIndex { $0.name == "index.json" })
            let decoded = try JSONSerialization.jsonObject(with: Data(members[position].contents)) as? [String: Any]
            var index = try #require(decoded)
            var manifests = try #require(index["manifests"] as? [[String: Any]])
            var entry: [String: Any] = [
                "mediaType": MediaType.ociIndex.rawValue, "size": nested.count,
                "digest": Digest.of(nested, algorithm: .sha256).description,
            ]
            entry["annotations"] = manifests.first?["annotations"]
            manifests.append(entry)
            index["manifests"] = manifests
            members[position].contents = try ImageBuilder.json(index)
            var tar = TarBuilder()
            for member in members { tar.add(member.name, contents: member.contents) }
            let archive = try ImageArchive(path: folder.write(tar.archive, to: "nested"))
            #expect(archive.diagnostics.contains { $0.message.contains("two images have the name") } == !isSame)
            #expect(try await ImageValidator().validate(archive).isValid == isSame)
        }
    }

    /// `app:1` and `docker.io/library/app:1` are one name to Docker, whose last image counts.
    @Test func refusesTwoImagesOfOneNameHoweverItIsWritten() async throws {
        for (names, isValid) in [(["app:1", "docker.io/library/app:1"], false), (["app:1", "app:2"], true)] {
            var (members, entries): ([(name: String, contents: [UInt8], link: String?)], [[String: Any]]) = ([], [])
            for (name, text) in zip(names, ["one", "other"]) {
                var image = builder(text)
                image.reference = name
                for member in try image.members(.dockerFlat) {
                    guard member.name == "manifest.json" else {
                        if !members.contains(where: { $0.name == member.name }) { members.append(member) }
                        continue
                    }
                    let list = try JSONSerialization.jsonObject(with: Data(member.contents)) as? [[String: Any]]
                    entries += list ?? []
                }
            }
            members.append(("manifest.json", try ImageBuilder.json(entries), nil))
            var tar = TarBuilder()
            for member in members { tar.add(member.name, contents: member.contents) }
            let archive = try ImageArchive(path: folder.write(tar.archive, to: "spelled"))
            #expect(try await ImageValidator().validate(archive).isValid == isValid, "\(names)")
        }
    }

    /// One damaged element of manifest.json does not make the others unusable.
    @Test(arguments: ["null", "{}", "3", "{\"Config\": null}", "{\"Config\": \"a\", \"Layers\": [3]}"])
    func readsImagesBesideADamagedElement(_ element: String) throws {
        var tar = TarBuilder()
        for member in try builder("one").members(.dockerFlat) {
            guard member.name == "manifest.json" else {
                tar.add(member.name, contents: member.contents)
                continue
            }
            let list = String(decoding: member.contents, as: UTF8.self)
            tar.add(member.name, list.dropLast() + ",\(element)]")
        }
        let archive = try ImageArchive(path: folder.write(tar.archive, to: "damaged"))
        #expect(try archive.image(reference: "example/app:1.0").references == ["example/app:1.0"])
        #expect(archive.diagnostics.contains { $0.code == .unreadableImage })
    }

    /// A web application may have a manifest.json at the top of its root file system.
    @Test func knowsARootFileSystemWithAManifestOfItsOwn() throws {
        var tar = TarBuilder()
        for name in ["etc/passwd", "usr/bin/x", "index.html"] { tar.add(name, "x") }
        tar.add("manifest.json", "{\"name\": \"app\"}")
        let path = try folder.write(tar.archive, to: "root.tar")
        let error = try #require(throws: ImageError.self) { try ImageArchive(path: path) }
        #expect(error.reason.contains("root file system"))
    }

    /// The configuration is the same, the layers are another image's: docker load takes what the index does not name.
    @Test func refusesOtherLayersOfOneConfiguration() async throws {
        let (one, other) = (builder("one"), builder("other"))
        for layers in [one.layers, other.layers] {
            var members = try one.members(.ociArchive)
            members += try other.members(.ociArchive).filter { member in
                member.name.hasPrefix("blobs/") && !members.contains { $0.name == member.name }
            }
            let entry: [String: Any] = [
                "Config": ImageBuilder.blobName(try one.configuration),
                "Layers": layers.map { ImageBuilder.blobName($0) },
                "RepoTags": ["example/app:1.0"],
            ]
            members.append(("manifest.json", try ImageBuilder.json([entry]), nil))
            var tar = TarBuilder()
            for member in members { tar.add(member.name, contents: member.contents) }
            let archive = try ImageArchive(path: folder.write(tar.archive, to: "layers"))
            let isSame = layers == one.layers
            #expect(archive.diagnostics.contains { $0.message.contains("names other layers") } == !isSame)
            #expect(try await ImageValidator().validate(archive).isValid == isSame)
        }
    }

    /// Docker saved it by one name twice: `docker load` keeps the last of them.
    @Test func refusesOneNameOfTwoRows() async throws {
        let images = [builder("one"), builder("other")]
        var tar = TarBuilder()
        var rows: [[String: Any]] = []
        for (number, image) in images.enumerated() {
            tar.add("\(number).json", contents: try image.configuration)
            tar.add("\(number).tar", contents: image.layers[0])
            rows.append(["Config": "\(number).json", "RepoTags": ["example/app:1.0"], "Layers": ["\(number).tar"]])
        }
        tar.add("manifest.json", contents: try ImageBuilder.json(rows))
        let archive = try ImageArchive(path: folder.write(tar.archive, to: "rows"))
        #expect(archive.diagnostics.contains { $0.message.contains("two images have the name example/app:1.0") })
        #expect(try await !ImageValidator().validate(archive).isValid)
    }

    /// skopeo reads it, so it is read, with a remark.
    @Test(arguments: [("blobs", "data"), ("blobs/sha256", "../data")])
    func readsBlobsBehindALinkInTheArchive(_ folderName: String, _ target: String) async throws {
        var tar = TarBuilder()
        tar.add(folderName, type: "2", link: target)
        for member in try builder("one").members(.ociArchive) {
            tar.add(member.name.replacing("\(folderName)/", with: "data/"), contents: member.contents)
        }
        let archive = try ImageArchive(path: folder.write(tar.archive, to: "linked"))
        #expect(archive.diagnostics.contains { $0.message == "the folder is a link to data: the blobs lie elsewhere" })
        #expect(try await ImageValidator().validate(archive).isValid)
    }

    /// The `dir:` transport has blobs named by their digits beside manifest.json.
    @Test func readsWhatSkopeoWritesForDir() async throws {
        let image = builder("one")
        for member in try image.members(.ociArchive) where member.name.hasPrefix("blobs/") {
            let isManifest =
                member.contents.starts(with: "{".utf8)
                && String(decoding: member.contents, as: UTF8.self).contains("\"layers\":[{")
            let name = isManifest ? "manifest.json" : String(member.name.split(separator: "/")[2])
            try folder.write(member.contents, to: name)
        }
        let archive = try ImageArchive(path: folder.path("."))
        #expect(archive.formats == [.directory])
        let found = try archive.image()
        #expect(try await ImageAnalyzer().analyze(found).fileCount == 1)
        #expect(archive.manifestDescriptor(of: found)?.digest == found.manifestDigest)
        #expect(try await ImageValidator().validate(archive).isValid)
    }

    @Test func readsManifestsWithoutLayersAndRefusesTheAmbiguous() throws {
        let config = #""config":{"digest":"sha256:\#(String(repeating: "0", count: 64))","size":1}"#
        let empty = try JSONDocument.decode(
            ImageManifest.self, from: Array(#"{"schemaVersion":2,\#(config),"layers":null}"#.utf8), name: "a")
        #expect(empty.layers.isEmpty)
        let both = Array(#"{"schemaVersion":2,\#(config),"layers":[],"manifests":[]}"#.utf8)
        #expect(throws: ImageError.self) { try JSONDocument.decode(ImageManifest.self, from: both, name: "a") }
        #expect(throws: ImageError.self) { try JSONDocument.decode(ImageIndex.self, from: both, name: "a") }
    }

    @Test(arguments: [
        ("linux/amd64", "linux/amd64", Platform.Fit.exact), ("linux/amd64/v3", "linux/amd64", .compatible),
        ("linux/arm/v7", "linux/armhf", .exact),
        ("linux/arm/v6", "linux/armhf", .lower(variant: 6)), ("linux/arm/v8", "linux/armhf", nil),
        ("linux/arm/v6", "linux/arm", .lower(variant: 6)), ("linux/arm/v5", "linux/arm", .lower(variant: 5)),
        ("linux/arm/v7", "linux/arm", .usual),
        ("linux/amd64", "linux/amd64/v4", .lower(variant: 1)), ("linux/amd64/v3", "linux/amd64/v4", .lower(variant: 3)),
        ("linux/amd64/v4", "linux/amd64/v3", nil), ("linux/386", "linux/i386", .exact),
        ("linux/arm64/v8", "linux/aarch64", .same), ("linux/arm64/v8", "linux/arm64/v8", .exact),
        ("windows(10.0.17763.1)/amd64", "windows/amd64", .exact),
        ("windows(10.0.17763.1)/amd64", "windows(10.0.17763)/amd64", .exact),
        ("windows(10.0.17763.1)/amd64", "windows(10.0.20348)/amd64", nil),
    ])
    func fitsPlatforms(image: String, wanted: String, fit: Platform.Fit?) throws {
        #expect(try #require(Platform(image)).fit(#require(Platform(wanted))) == fit)
        #expect(Platform(image)?.description == image)
    }
}
