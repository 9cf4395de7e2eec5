import Foundation
import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Something that asks for exactly so much of what a limit bounds.
struct LimitTrial {
    /// How much it asks for: with this limit it is read, with one less it is not.
    let amount: Int64
    /// Reads it and gives the remarks.
    let read: (Limits) async throws -> [Diagnostic]

    init(_ amount: Int, _ read: @escaping (Limits) async throws -> [Diagnostic]) {
        self.amount = Int64(amount)
        self.read = read
    }

    /// The trial of a limit; the compiler asks for one where a limit is added.
    static func of(_ name: Limits.Name, in folder: TemporaryFolder) throws -> LimitTrial {
        switch name {
        case .document: try document(in: folder)
        case .attestation: try attestation()
        case .documentTotal: try documentTotal(in: folder)
        case .indexDepth: try indexDepth(in: folder)
        case .images: try images(in: folder)
        case .layers: layers([TarBuilder().archive, tar { $0.add("a") }], amount: 2)
        case .path: tar(1000) { $0.addPax(["path": String(repeating: "p", count: 1000)]) }
        case .pathDepth: tar(40) { $0.addPax(["path": Array(repeating: "d", count: 40).joined(separator: "/")]) }
        case .symbolicLinks: try symbolicLinks()
        case .extendedHeader:
            tar(200) { $0.addPax(["comment": String(repeating: "c", count: 200 - "200 comment=\n".utf8.count)]) }
        case .extendedHeaders: tar(5) { tar in for _ in 0..<5 { tar.addPax(["comment": "c"]) } }
        case .trailing:
            LimitTrial(5000) { limits in
                try TarWalk(tar { $0.add("a") } + [UInt8](repeating: 0, count: 5000), limits: limits).diagnostics
            }
        case .sparseRegions:
            LimitTrial(30) { limits in
                let sparse = tar {
                    $0.addSparse("1.0", "file", regions: (0..<30).map { ($0 * 1024, 10) }, realSize: 100_000)
                }
                return try TarWalk(sparse, limits: limits).diagnostics
            }
        case .capturedFile: captured(.whole, tar { $0.add("a", contents: [UInt8](repeating: 1, count: 700)) }, 700)
        case .capturedTotal:
            captured(
                .whole,
                tar {
                    $0.add("a", contents: [UInt8](repeating: 1, count: 300))
                    $0.add("b", contents: [UInt8](repeating: 1, count: 400))
                }, 700)
        case .licenseFile:
            captured(.licenseText, tar { $0.add("a", contents: [UInt8](repeating: 1, count: 700)) }, 700)
        case .licenseTotal:
            captured(
                .licenseText,
                tar {
                    $0.add("a", contents: [UInt8](repeating: 1, count: 300))
                    $0.add("b", contents: [UInt8](repeating: 1, count: 400))
                }, 700)
        case .metadataField:
            captured(.controlFile, tar { $0.add("a", "Field: \(String(repeating: "v", count: 92))\nNext: x\n") }, 100)
        case .packages:
            LimitTrial(3) { limits in
                var layer = TestLayer()
                let stanzas = ["a", "b", "c"].map {
                    "Package: \($0)\nStatus: install ok installed\nArchitecture: all\nVersion: 1\n\n"
                }
                try layer.add(file: "var/lib/dpkg/status", stanzas.joined())
                for name in ["a", "b", "c"] {
                    try layer.add(
                        file: "usr/lib/python3.11/site-packages/\(name)-1.dist-info/METADATA",
                        "Name: \(name)\nVersion: 1\n")
                }
                var tree = FileTree(limits: limits)
                tree.apply(layer.layer)
                return try Inventory(
                    of: tree, configuration: ImageConfiguration(), ecosystems: [DebianEcosystem(), PythonEcosystem()]
                ).diagnostics
            }
        case .catalogedTotal: try catalogedTotal()
        case .entries:
            // The third layer is the first again and is read once or twice, but counts as often as it is applied.
            LimitTrial(3) { limits in
                var options = ScanOptions()
                options.limits = limits
                let image = try TestImage.image([tar { $0.add("a") }, tar { $0.add("b") }, tar { $0.add("a") }])
                return try await ImageAnalyzer(options: options).analyze(image).diagnostics
            }
        case .layerSize: layers([tar { $0.add("a") } + [0]], amount: 1537)
        case .imageSize:
            layers([tar { $0.add("a") }, tar { $0.add("b") }, tar { $0.add("a") }], amount: 3 * 1536)
        case .expansionRatio: try expansionRatio()
        case .zstdWindowLog: try zstdWindow()
        }
    }

    private static func tar(_ build: (inout TarBuilder) -> Void) -> [UInt8] {
        var tar = TarBuilder()
        build(&tar)
        return tar.archive
    }

    /// A header before an entry.
    private static func tar(_ amount: Int, _ build: @escaping (inout TarBuilder) -> Void) -> LimitTrial {
        LimitTrial(amount) { limits in
            let bytes = tar {
                build(&$0)
                $0.add("x")
            }
            return try TarWalk(bytes, limits: limits).diagnostics
        }
    }

    private static func layers(_ tars: [[UInt8]], amount: Int) -> LimitTrial {
        LimitTrial(amount) { limits in
            var options = ScanOptions()
            options.limits = limits
            let folder = try TemporaryFolder()
            let path = try folder.write(ImageBuilder(layers: tars).archive(.dockerOld), to: "image.tar")
            let image = try ImageArchive(path: path, options: options).image()
            return try await ImageAnalyzer(options: options).analyze(image).diagnostics
        }
    }

    private static func captured(_ mode: CaptureMode, _ tar: [UInt8], _ amount: Int) -> LimitTrial {
        LimitTrial(amount) { limits in
            let rules = CaptureRules([CaptureRule("all") { _ in mode }])
            return try LayerReader(limits: limits, computesDigests: true, rules: rules).read(MemoryStream(tar))
                .diagnostics
        }
    }

    private static func open(_ path: String) -> (Limits) throws -> [Diagnostic] {
        { limits in
            var options = ScanOptions()
            options.limits = limits
            return try ImageArchive(path: path, options: options).diagnostics
        }
    }

    /// An OCI archive with white space behind its index.
    private static func padded(_ size: Int, behind others: Bool) throws -> [UInt8] {
        let builder = ImageBuilder(layers: [tar { $0.add("a") }])
        var archive = TarBuilder()
        var total = 0
        for member in try builder.members(.ociArchive) where member.name != "index.json" {
            archive.add(member.name, contents: member.contents)
            if !TarHeader(Array(member.contents.prefix(512))).hasValidChecksum { total += member.contents.count }
        }
        var index = try builder.members(.ociArchive).first { $0.name == "index.json" }?.contents ?? []
        index += [UInt8](repeating: 0x20, count: size - index.count - (others ? total : 0))
        archive.add("index.json", contents: index)
        return archive.archive
    }

    private static func document(in folder: TemporaryFolder) throws -> LimitTrial {
        LimitTrial(5000, open(try folder.write(padded(5000, behind: false), to: "document.tar")))
    }

    private static func documentTotal(in folder: TemporaryFolder) throws -> LimitTrial {
        let archive = try Compressor.gzip(padded(5000, behind: true))
        return LimitTrial(5000, open(try folder.write(archive, to: "documents.tar.gz")))
    }

    private static func attestation() throws -> LimitTrial {
        var image = try AttestedImage(layers: [tar { $0.add("a") }])
        var statement = try image.statement("https://example.com/predicate", [String: Any]())
        statement += [UInt8](repeating: 0x20, count: 5000 - statement.count)
        try image.addBuildKit([("https://example.com/predicate", statement)])
        return LimitTrial(5000) { [image] limits in
            var options = ScanOptions()
            options.limits = limits
            return try image.read(options).diagnostics
        }
    }

    private static func indexDepth(in folder: TemporaryFolder) throws -> LimitTrial {
        let builder = ImageBuilder(layers: [tar { $0.add("a") }])
        var members = try builder.members(.ociArchive).filter { $0.name != "index.json" }
        var index = try builder.members(.ociArchive).first { $0.name == "index.json" }?.contents ?? []
        for _ in 1..<4 {
            members.append((ImageBuilder.blobName(index), index, nil))
            index = try ImageBuilder.json([
                "schemaVersion": 2, "mediaType": MediaType.ociIndex.rawValue,
                "manifests": [builder.descriptor(index, .ociIndex)],
            ])
        }
        return try LimitTrial(4, open(write(members, index: index, to: folder)))
    }

    private static func images(in folder: TemporaryFolder) throws -> LimitTrial {
        let builder = ImageBuilder(layers: [tar { $0.add("a") }])
        let members = try builder.members(.ociArchive).filter { $0.name != "index.json" }
        let manifest = try #require(
            members.first { String(decoding: $0.contents, as: UTF8.self).contains("layers\":[{") })
        let descriptors = (0..<6).map { number in
            builder.descriptor(manifest.contents, .ociManifest)
                .merging(["annotations": ["org.opencontainers.image.ref.name": "tag\(number)"]]) { $1 }
        }
        let index = try ImageBuilder.json(["schemaVersion": 2, "manifests": descriptors])
        return try LimitTrial(6, open(write(members, index: index, to: folder)))
    }

    private static func write(
        _ members: [(name: String, contents: [UInt8], link: String?)], index: [UInt8], to folder: TemporaryFolder
    ) throws -> String {
        let archive = tar { tar in
            for member in members { tar.add(member.name, contents: member.contents) }
            tar.add("index.json", contents: index)
        }
        return try folder.write(archive, to: "archive.tar")
    }

    /// Three layers change a database of packages; after the first nothing is known of how many there are.
    private static func catalogedTotal() throws -> LimitTrial {
        let stanza = "Package: a\nStatus: install ok installed\nArchitecture: all\nVersion: "
        let tars = (1...3).map { version in tar { $0.add("var/lib/dpkg/status", stanza + "\(version)\n") } }
        // The root, three folders and the file after either layer.
        let once = stanza.utf8.count + 2 + 3 * 5
        return LimitTrial(once + once + 1000) { limits in
            var options = ScanOptions()
            options.limits = limits
            let analysis = try await ImageAnalyzer(options: options).analyze(TestImage.image(tars))
            let isCut = !analysis.diagnostics.isEmpty
            #expect(analysis.layers.map(\.upgraded.count) == (isCut ? [0, 0, 1] : [0, 1, 1]))
            return analysis.diagnostics
        }
    }

    private static func symbolicLinks() throws -> LimitTrial {
        var layer = TestLayer()
        try layer.add(file: "end", "text")
        for number in 0..<10 { try layer.add(link: "l\(number)", to: number == 0 ? "end" : "l\(number - 1)") }
        let contents = layer.layer
        return LimitTrial(10) { limits in
            var tree = FileTree(limits: limits)
            tree.apply(contents)
            return tree.lookup("l9") == nil ? tree.diagnostics : []
        }
    }

    /// A gibibyte may come of nothing; with one byte more the ratio counts.
    private static func expansionRatio() throws -> LimitTrial {
        let zeros = try Compressor.zstd([UInt8](repeating: 0, count: 1 << 24), checksum: false)
        let frames = [UInt8](Array(repeating: zeros, count: 64).joined()) + (try Compressor.zstd([0], checksum: false))
        return LimitTrial((1 << 30 + 1) / frames.count) { limits in
            let decoder = try ZstdStream(MemoryStream(frames), limits: limits)
            _ = try BoundedStream(decoder, limits: limits, bound: .archive).skip(.max)
            return []
        }
    }

    private static func zstdWindow() throws -> LimitTrial {
        let frame = try Compressor.zstd(tar { $0.add("a") }, windowLog: 21, hasSize: false)
        return LimitTrial(21) { limits in
            _ = try ZstdStream(MemoryStream(frame), limits: limits).readAll(limits: limits, what: "the frame")
            return []
        }
    }
}
