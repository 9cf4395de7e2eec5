import Foundation
import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct ImageArchiveTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func sample() throws -> ImageBuilder {
        var base = TarBuilder()
        base.add("etc/os-release", "ID=debian\nVERSION_ID=\"12\"\n")
        base.add(
            "var/lib/dpkg/status",
            """
            Package: tool
            Status: install ok installed
            Architecture: amd64
            Version: 1.0-1
            Description: a tool

            """)
        base.add("var/lib/dpkg/info/tool.list", "/.\n/usr\n/usr/bin\n/usr/bin/tool\n")
        base.add("usr/bin/tool", contents: [UInt8](repeating: 0x7F, count: 5000))
        var python = TarBuilder()
        let site = "usr/local/lib/python3.11/site-packages"
        python.add("\(site)/demo-2.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: demo\nVersion: 2.0\n\nText\n")
        python.add("\(site)/demo-2.0.dist-info/RECORD", "demo.py,,\ndemo-2.0.dist-info/METADATA,,\n")
        python.add("\(site)/demo.py", "x = 1\n")
        python.add("usr/bin/.wh.nothing")
        // The last layer is the first again, and one has no entries at all.
        return ImageBuilder(layers: [base.archive, python.archive, TarBuilder().archive, base.archive])
    }

    private func report(_ path: String, reference: String? = nil) async throws -> String {
        let archive = try ImageArchive(path: path)
        let analysis = try await ImageAnalyzer().analyze(archive.image(reference: reference))
        return try InventoryReport(analysis).text(as: .json).replacingOccurrences(of: path, with: "ARCHIVE")
    }

    private func pipe(_ file: String) throws -> (path: String, writer: Process) {
        let path = folder.path("pipe-\(UUID().uuidString)")
        try Tool.run("mkfifo", path)
        let writer = Process()
        writer.executableURL = URL(fileURLWithPath: "/bin/sh")
        writer.arguments = ["-c", "cat \"$0\" > \"$1\"", file, path]
        try writer.run()
        return (path, writer)
    }

    @Test(arguments: ImageBuilder.Shape.allCases)
    func findsTheImageOfEveryShape(shape: ImageBuilder.Shape) async throws {
        let path = folder.path("archive")
        try folder.write(try sample().archive(shape), to: "archive")
        let archive = try ImageArchive(path: path)
        let isDocker = shape == .dockerOld || shape == .dockerFlat
        #expect(archive.format == (isDocker ? .dockerArchive : .ociArchive))
        #expect(archive.compression == .none)
        #expect(archive.images.map(\.references) == [["example/app:1.0"]])
        #expect(archive.images.first?.platform == Platform(os: "linux", architecture: "amd64"))
        let analysis = try await ImageAnalyzer().analyze(archive.image())
        #expect(analysis.inventory.packages.map(\.name).sorted() == ["demo", "tool"])
        #expect(analysis.layers.count == 4)
        #expect(analysis.layers.map(\.diffSize) == (try sample().layers.map { Int64($0.count) }))
        #expect(analysis.layers.map(\.layer.history?.createdBy) == (0..<4).map { "step \($0)" })
    }

    @Test(arguments: ImageBuilder.Shape.allCases, [CompressionFormat.none, .gzip, .zstd])
    func readsTheSameThroughEveryDoor(shape: ImageBuilder.Shape, layerCompression: CompressionFormat) async throws {
        var image = try sample()
        image.compression = layerCompression
        let bytes = try image.archive(shape)
        let expected = try await report(folder.write(bytes, to: "plain"))
        #expect(expected.contains("\"demo\""))
        for format in CompressionFormat.allCases where format != .none {
            let path = try folder.write(Compressor.compress(bytes, as: format), to: "whole.\(format.rawValue)")
            #expect(try ImageArchive(path: path).compression == format)
            #expect(try await report(path) == expected, "\(format)")
            let pipe = try pipe(path)
            #expect(try await report(pipe.path) == expected, "\(format) through a pipe")
            pipe.writer.waitUntilExit()
        }
        let pipe = try pipe(folder.path("plain"))
        #expect(try await report(pipe.path) == expected, "through a pipe")
        pipe.writer.waitUntilExit()
        for member in try image.members(shape) {
            if let link = member.link {
                let place = folder.url.appendingPathComponent("unpacked/\(member.name)")
                try FileManager.default.createDirectory(
                    at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
                try FileManager.default.createSymbolicLink(atPath: place.path, withDestinationPath: link)
            } else {
                try folder.write(member.contents, to: "unpacked/\(member.name)")
            }
        }
        #expect(try await report(folder.path("unpacked")) == expected, "a directory")
    }

    @Test func findsTheSameImageInEveryShape() async throws {
        var digests: Set<String> = []
        for shape in ImageBuilder.Shape.allCases {
            let archive = try ImageArchive(path: folder.write(try sample().archive(shape), to: shape.rawValue))
            digests.insert(try archive.image().configurationDigest.hex)
        }
        #expect(digests.count == 1)
    }

    @Test func readsEachDistinctLayerOnce() async throws {
        for shape in ImageBuilder.Shape.allCases {
            let image = try ImageArchive(path: folder.write(try sample().archive(shape), to: shape.rawValue)).image()
            let identities = try image.layers.map { try image.store.identity(of: $0.file) }
            #expect(Set(identities).count == 3)
            #expect(identities[0] == identities[3])
        }
    }

    @Test func readsArchivesWithDirectoriesAndOtherOrders() async throws {
        let members = try sample().members(.ociArchive)
        let expected = try await report(folder.write(try sample().archive(.ociArchive), to: "archive"))
        for (number, order) in [members, members.reversed()].enumerated() {
            var tar = TarBuilder()
            if number == 0 { for name in ["./", "./blobs", "./blobs/sha256"] { tar.add(directory: name) } }
            for member in order { tar.add("./" + member.name, contents: member.contents) }
            #expect(try await report(folder.write(tar.archive, to: "other")) == expected)
        }
    }

    @Test func choosesAmongImages() async throws {
        var other = try sample()
        other.reference = "example/other:2"
        other.architecture = "arm64"
        let images = [try sample(), other]
        var members: [String: [UInt8]] = [:]
        var manifests: [Any] = []
        for image in images {
            for member in try image.members(.dockerFlat) {
                if member.name == "manifest.json" {
                    manifests += try #require(
                        JSONSerialization.jsonObject(with: Data(member.contents)) as? [Any])
                } else {
                    members[member.name] = member.contents
                }
            }
        }
        members["manifest.json"] = try ImageBuilder.json(manifests)
        var tar = TarBuilder()
        for (name, contents) in members.sorted(by: { $0.key < $1.key }) { tar.add(name, contents: contents) }
        let archive = try ImageArchive(path: folder.write(tar.archive, to: "two"))
        #expect(archive.images.count == 2)
        let ambiguous = try #require(throws: ImageError.self) { try archive.image() }
        #expect(ambiguous.code == .ambiguousImage)
        #expect(ambiguous.reason.contains("example/app:1.0") && ambiguous.reason.contains("example/other:2"))
        #expect(try archive.image(reference: "other:2").references == ["example/other:2"])
        #expect(try archive.image(platform: Platform("linux/arm64")).references == ["example/other:2"])
        let missing = try #require(throws: ImageError.self) { try archive.image(reference: "third") }
        #expect(missing.code == .noSuchImage)
        #expect(missing.reason.contains("example/other:2"))
    }

    @Test(arguments: [
        ("linux/ppc64el", "linux/ppc64le"), ("LINUX/ARM64", "linux/arm64"), ("linux/arm", "linux/arm/v7"),
        ("linux/ARM/V6", "linux/arm/v6"), ("linux/armel", "linux/arm/v6"), ("linux/arm/7", "linux/arm/v7"),
    ])
    func findsAPlatformByItsOtherNames(_ asked: String, _ platform: String) throws {
        let platforms = ["linux/ppc64le", "linux/arm64", "linux/arm/v6", "linux/arm/v7"].compactMap { Platform($0) }
        let wanted = try #require(Platform(asked))
        let fits = platforms.compactMap { own in own.fit(wanted).map { (own, $0) } }
        let best = try #require(fits.max { $0.1 < $1.1 })
        #expect(best.0.description == platform && fits.count { $0.1 == best.1 } == 1)
    }

    // MARK: Damage

    private func replacing(_ edit: (inout [(name: String, contents: [UInt8], link: String?)]) throws -> Void) throws
        -> [UInt8]
    {
        var members = try sample().members(.ociArchive)
        try edit(&members)
        var tar = TarBuilder()
        for member in members { tar.add(member.name, contents: member.contents) }
        return tar.archive
    }

    private func failure(_ bytes: [UInt8]) async throws -> ImageError {
        let plain = try folder.write(bytes, to: "damaged")
        let file = try #require(try await ImageError.of { try await report(plain) })
        let whole = try folder.write(Compressor.zstd(bytes), to: "damaged.zst")
        let stream = try #require(try await ImageError.of { try await report(whole) })
        #expect(file.code == stream.code)
        #expect(file.archive == plain)
        #expect(file.layer == stream.layer)
        return file
    }

    @Test func noticesDamagedBlobs() async throws {
        let layer = try ImageBuilder.blobName(sample().layers[1])
        let changed = try await failure(
            replacing { members in
                let index = try #require(members.firstIndex { $0.name == layer })
                members[index].contents[600] ^= 1
            })
        #expect(changed.code == .digestMismatch)
        #expect(changed.layer == "sha256:" + layer.suffix(64))
        let longer = try await failure(
            replacing { members in
                let index = try #require(members.firstIndex { $0.name == layer })
                members[index].contents += [0]
            })
        #expect(longer.code == .sizeMismatch)
        let missing = try await failure(replacing { $0.removeAll { $0.name == layer } })
        #expect(missing.code == .missingBlob)
    }

    @Test func noticesADiffIDThatDiffers() async throws {
        var image = try sample()
        let bytes = try image.archive(.dockerFlat)
        var other = TarBuilder()
        other.add("other", "text")
        // The configuration still speaks of the layers as they were.
        let name = Digest.of(image.layers[1], algorithm: .sha256).hex + ".tar"
        var tar = TarBuilder()
        for member in try image.members(.dockerFlat) {
            tar.add(member.name, contents: member.name == name ? other.archive : member.contents)
        }
        image.layers = []
        #expect(!bytes.isEmpty)
        let error = try await failure(tar.archive)
        #expect(error.code == .diffIDMismatch)
        #expect(error.layer == name)
    }

    @Test func refusesMembersThatStandTwice() async throws {
        let error = try await failure(
            replacing { members in
                var other = members[0]
                other.contents.append(UInt8(ascii: " "))
                members.append(other)
            })
        #expect(error.code == .malformedTar)
        // Equal bytes can't be read in two ways.
        let same = try folder.write(replacing { $0.append($0[0]) }, to: "same")
        #expect(try await ImageError.of { try await report(same) } == nil)
    }

    @Test func refusesDamagedDocuments() async throws {
        for (contents, code) in [
            ("{", ImageError.Code.malformedDocument), (#"{"schemaVersion":2}"#, .malformedDocument),
            (#"{"schemaVersion":2,"manifests":[],"manifests":[]}"#, .malformedDocument),
            (#"{"schemaVersion":2,"manifests":[]}"#, .notAnImage),
        ] {
            let error = try await failure(
                replacing { members in
                    let index = try #require(members.firstIndex { $0.name == "index.json" })
                    members[index].contents = Array(contents.utf8)
                })
            #expect(error.code == code)
        }
    }

    @Test func refusesWhatIsNoImage() async throws {
        var root = TarBuilder()
        root.add("etc/passwd", "root")
        var other = TarBuilder()
        other.add("readme", "text")
        for (bytes, code) in [
            (root.archive, ImageError.Code.notAnImage), (other.archive, .notAnImage),
            (TarBuilder().archive, .notAnImage),
            (Array("text".utf8), .truncated), ([UInt8](repeating: 0x41, count: 2000), .malformedTar),
        ] {
            #expect(try await failure(bytes).code == code)
        }
        let empty = try folder.write([], to: "empty")
        #expect(throws: ImageError.self) { try ImageArchive(path: empty) }
        #expect(throws: ImageError.self) { try ImageArchive(path: folder.path("missing")) }
        #expect(throws: ImageError.self) { try ImageArchive(path: folder.url.path) }
    }

    @Test func noticesTruncatedArchives() async throws {
        let bytes = try sample().archive(.ociArchive)
        for length in stride(from: 1, to: bytes.count - 2048, by: 1777) {
            let path = try folder.write(Array(bytes[..<length]), to: "short")
            #expect(throws: ImageError.self, "after \(length) bytes") { try ImageArchive(path: path).image() }
        }
        let whole = try Compressor.gzip(bytes)
        for length in stride(from: 1, to: whole.count, by: 97) + [whole.count - 1, whole.count - 8] {
            let path = try folder.write(Array(whole[..<length]), to: "short.gz")
            #expect(throws: ImageError.self, "after \(length) bytes") { try ImageArchive(path: path) }
        }
    }

    @Test func keepsLinksInsideADirectory() throws {
        let path = try sample().write(to: folder, in: "layout")
        try folder.write(Array("{}".utf8), to: "outside.json")
        try FileManager.default.removeItem(atPath: path + "/index.json")
        try FileManager.default.createSymbolicLink(
            atPath: path + "/index.json", withDestinationPath: "../outside.json")
        let error = try #require(throws: ImageError.self) { try ImageArchive(path: path) }
        #expect(error.code == .unreadable)
        try FileManager.default.removeItem(atPath: path + "/index.json")
        try Tool.run("mkfifo", path + "/index.json")
        #expect(throws: ImageError.self) { try ImageArchive(path: path) }
    }
}

extension ImageError {
    /// The error that an operation ends with; nil where it succeeds.
    static func of(_ operation: () async throws -> some Sendable) async throws -> ImageError? {
        do {
            _ = try await operation()
            return nil
        } catch let error as ImageError {
            return error
        }
    }
}
