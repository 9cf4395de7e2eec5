import Foundation
import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Sources of library users, which are read as files are and trusted no more.
@Suite struct BlobSourceTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func sample() -> ImageBuilder {
        var base = TarBuilder()
        base.add(
            "var/lib/dpkg/status", "Package: tool\nStatus: install ok installed\nArchitecture: all\nVersion: 1.0\n")
        base.add("usr/bin/tool", contents: [UInt8](repeating: 0x7F, count: 50_000))
        var python = TarBuilder()
        python.add("usr/lib/python3.11/site-packages/demo-2.0.dist-info/METADATA", "Name: demo\nVersion: 2.0\n\nText\n")
        return ImageBuilder(layers: [base.archive, python.archive, base.archive])
    }

    private func report(_ archive: ImageArchive, _ options: ScanOptions = ScanOptions()) async throws -> String {
        let analysis = try await ImageAnalyzer(options: options).analyze(archive.image())
        return try InventoryReport(analysis).text(as: .json).replacing(archive.name, with: "ARCHIVE")
    }

    private func failure(_ source: FileSource, verifies: Bool = true) async throws -> ImageError? {
        var options = ScanOptions()
        options.verifiesLayers = verifies
        return try await ImageError.of { [options] in
            try await report(ImageArchive(source: source, options: options), options)
        }
    }

    @Test(arguments: ImageBuilder.Shape.allCases, [CompressionFormat.none, .gzip])
    func readsWhatAFileHas(_ shape: ImageBuilder.Shape, _ compression: CompressionFormat) async throws {
        var image = sample()
        image.compression = compression
        let path = try folder.write(image.archive(shape), to: "a.tar")
        let remark = Diagnostic(.documentRemark, "the source speaks")
        let archive = try ImageArchive(source: FileSource(image.members(shape), diagnostics: [remark]))
        #expect(archive.name == "files in memory" && archive.compression == .none)
        let isDocker = shape == .dockerOld || shape == .dockerFlat
        #expect(archive.format.rawValue == (isDocker ? "docker-memory" : "oci-memory"))
        #expect(archive.diagnostics.contains(remark))
        let plain = try ImageArchive(source: FileSource(image.members(shape)))
        #expect(try await report(plain) == report(ImageArchive(path: path)))
    }

    @Test func namesFormatsByTheirMedium() throws {
        struct Plain: BlobSource {
            let name = "plain"
            let source: FileSource
            func size(of file: String) throws -> Int64? { try source.size(of: file) }
            func open(_ file: String) throws -> (any BlobStream)? { try source.open(file) }
        }
        let archive = try ImageArchive(source: Plain(source: FileSource(sample().members(.ociArchive))))
        #expect(archive.format == ImageArchive.Format(rawValue: "oci-source"))
        #expect(archive.diagnostics.isEmpty)
    }

    @Test func readsAFileOfSeveralNamesOnce() async throws {
        let source = try FileSource(sample().members(.dockerOld))
        _ = try await report(ImageArchive(source: source))
        #expect(source.opened.count { $0.hasSuffix("layer.tar") } == 2)
    }

    @Test func reportsProgress() async throws {
        let progress = ScanProgress()
        var options = ScanOptions()
        options.progress = progress
        let archive = try ImageArchive(source: FileSource(sample().members(.ociArchive)), options: options)
        _ = try await report(archive, options)
        let sizes = Set(sample().layers).map { Int64($0.count) }
        #expect(progress.bytesTotal == sizes.reduce(0, +) && progress.bytesRead == progress.bytesTotal)
        #expect(progress.layersTotal == 2 && progress.layersDone == 2)
        #expect(progress.layersToCatalog == sample().layers.count && progress.layersCataloged == sample().layers.count)
    }

    private static let codes: [FileSource.Fault: (layer: ImageError.Code, document: ImageError.Code)] = [
        .endsEarly: (.truncated, .truncated), .runsOn: (.sizeMismatch, .sizeMismatch),
        .neverEnds: (.sizeMismatch, .sizeMismatch), .returnsTooMuch: (.unreadable, .unreadable),
        .failsToRead: (.unreadable, .unreadable), .failsToOpen: (.unreadable, .unreadable),
        .failsToMeasure: (.unreadable, .unreadable), .opensNothing: (.missingBlob, .missingBlob),
        .knowsNoSize: (.unreadable, .unreadable), .hasNegativeSize: (.unreadable, .unreadable),
        .passesOverTooMuch: (.unreadable, .unreadable), .changesAByte: (.digestMismatch, .digestMismatch),
    ]

    @Test(arguments: FileSource.Fault.allCases)
    func refusesALayerThatIsNotAsAnnounced(_ fault: FileSource.Fault) async throws {
        let blob = ImageBuilder.blobName(sample().layers[1])
        for shape in [ImageBuilder.Shape.ociArchive, .dockerFlat] {
            let name = shape == .ociArchive ? blob : blob.suffix(64) + ".tar"
            let source = try FileSource(sample().members(shape), fault: fault, damaged: [name])
            // Without digests, layers of files are skipped and not read.
            for verifies in [true, false] where !(fault == .passesOverTooMuch && verifies) {
                let error = try await failure(source, verifies: verifies)
                if fault == .changesAByte {
                    // Only digests tell.
                    let code = shape == .ociArchive ? ImageError.Code.digestMismatch : .diffIDMismatch
                    if verifies { #expect(error?.code == code) }
                } else {
                    #expect(
                        error?.code == BlobSourceTests.codes[fault]?.layer,
                        "\(verifies) \(shape) \(String(describing: error))")
                    #expect(error?.layer != nil && error?.archive == source.name)
                }
            }
        }
    }

    @Test(arguments: FileSource.Fault.allCases)
    func refusesADocumentThatIsNotAsAnnounced(_ fault: FileSource.Fault) async throws {
        guard fault != .passesOverTooMuch else { return }
        let configuration = try ImageBuilder.blobName(sample().configuration)
        let source = try FileSource(sample().members(.ociArchive), fault: fault, damaged: [configuration])
        let error = try await failure(source)
        #expect(error?.code == BlobSourceTests.codes[fault]?.document, "\(String(describing: error))")
        #expect(error?.path == configuration && error?.archive == source.name)
    }

    @Test func saysWhatItFoundInsteadOfAnImage() throws {
        let files = [(name: "readme", contents: [UInt8](), link: String?.none)]
        let listed = try #require(throws: ImageError.self) { try ImageArchive(source: FileSource(files)) }
        #expect(listed.code == .notAnImage && listed.reason.hasSuffix("no index.json; it holds readme"))
        let unlisted = try #require(throws: ImageError.self) {
            try ImageArchive(source: FileSource(files, isListed: false))
        }
        #expect(unlisted.code == .notAnImage && unlisted.reason.hasSuffix("no index.json"))
        let empty = try #require(throws: ImageError.self) { try ImageArchive(source: FileSource([])) }
        #expect(empty.reason.hasSuffix("it holds no files, or is no tar"))
    }

    @Test func asksForNoNameThatLeadsOut() async throws {
        var members = try sample().members(.dockerFlat)
        let manifest: [[String: Any]] = [["Config": "../../etc/passwd", "RepoTags": ["a:1"], "Layers": [String]()]]
        members.removeAll { $0.name == "manifest.json" }
        members.append(("manifest.json", try ImageBuilder.json(manifest), nil))
        // Whatever it is asked for, this source has it.
        members.append(("../../etc/passwd", Array("{}".utf8), nil))
        let source = FileSource(members)
        #expect(try await failure(source)?.code == .missingBlob)
        #expect(source.opened == ["manifest.json"])
    }

    @Test func makesAnImageOfAManifestWithoutAnIndex() async throws {
        let members = try sample().members(.ociArchive)
        let file = try ImageArchive(path: folder.write(sample().archive(.ociArchive), to: "a.tar"))
        let descriptor = try #require(file.manifestDescriptor(of: file.image()))
        let blobs = members.filter { $0.name != "index.json" && $0.name != "oci-layout" }
        let image = try Image(
            source: FileSource(blobs), manifest: descriptor, references: ["example/app:1.0"], reading: ReadOptions())
        #expect(image.manifestDigest == descriptor.digest && image.platform == Platform("linux/amd64"))
        let analysis = try await ImageAnalyzer().analyze(image)
        #expect(analysis.inventory.packages.map(\.name).sorted() == ["demo", "tool"])

        var other = descriptor
        other.size += 1
        var error = try #require(throws: ImageError.self) {
            try Image(source: FileSource(blobs), manifest: other, reading: ReadOptions())
        }
        #expect(error.code == .sizeMismatch && error.archive == "files in memory")
        other = Descriptor(mediaType: .ociIndex, digest: descriptor.digest, size: descriptor.size)
        error = try #require(throws: ImageError.self) {
            try Image(source: FileSource(blobs), manifest: other, reading: ReadOptions())
        }
        #expect(error.code == .unsupportedMediaType)
    }

    @Test(arguments: CompressionFormat.allCases)
    func readsAnArchiveThatComesOnce(_ format: CompressionFormat) async throws {
        let bytes = try sample().archive(.ociArchive)
        let plain = try await report(ImageArchive(path: folder.write(bytes, to: "a.tar")))
        let stream = FileSource.Stream(try Compressor.compress(bytes, as: format))
        let archive = try ImageArchive(stream: stream, name: "a daemon")
        #expect(archive.format == .ociArchive && archive.compression == format)
        #expect(try await report(archive) == plain)
    }

    @Test(arguments: [
        (FileSource.Fault.endsEarly, ImageError.Code.truncated), (.returnsTooMuch, .unreadable),
        (.failsToRead, .unreadable),
    ])
    func refusesAStreamThatFails(_ fault: FileSource.Fault, _ code: ImageError.Code) throws {
        // The end of a tar may be missing, that of gzip may not.
        let bytes = try Compressor.gzip(sample().archive(.ociArchive))
        let error = try #require(throws: ImageError.self) {
            try ImageArchive(stream: FileSource.Stream(bytes, fault), name: "a daemon")
        }
        #expect(error.code == code && error.archive == "a daemon")
        #expect(throws: ImageError.self) { try ImageArchive(stream: MemoryStream([]), name: "a daemon") }
    }

    @Test func sharesNoLayersBetweenSourcesOfOneName() async throws {
        // Both say that they have the layer that only the first has, and nobody checks.
        var options = ScanOptions()
        options.verifiesLayers = false
        let analyzer = ImageAnalyzer(options: options)
        let members = try sample().members(.dockerFlat)
        let layer = ImageBuilder.blobName(sample().layers[1]).suffix(64) + ".tar"
        let others = members.map { $0.name == layer ? ($0.name, TarBuilder().archive, $0.link) : $0 }
        var names: [[String]] = []
        for files in [members, others] {
            let image = try ImageArchive(source: FileSource(files), options: options).image()
            names.append(try await analyzer.analyze(image).inventory.packages.map(\.name).sorted())
        }
        #expect(names == [["demo", "tool"], ["tool"]])
    }
}
