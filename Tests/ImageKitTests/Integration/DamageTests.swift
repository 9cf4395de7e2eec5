import Foundation
import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Cuts and flips: whatever is damaged is an error, a remark, or makes no difference.
///
/// `IMAGEKIT_SEED` replays a run; a failure tells its seed.
@Suite struct DamageTests {
    /// How an image is stored and read.
    struct Storage: CustomTestStringConvertible {
        var shape: ImageBuilder.Shape
        var layers = CompressionFormat.none
        var whole = CompressionFormat.none
        var medium = Medium.file

        enum Medium: String { case file, pipe, directory }

        var testDescription: String {
            "\(shape.rawValue), layers \(layers.rawValue), archive \(whole.rawValue), \(medium.rawValue)"
        }
    }

    static let storages =
        [
            Storage(shape: .dockerOld), Storage(shape: .dockerFlat), Storage(shape: .dockerHybrid, layers: .gzip),
            Storage(shape: .dockerOld, medium: .pipe), Storage(shape: .ociArchive, layers: .zstd, medium: .pipe),
            Storage(shape: .dockerFlat, whole: .gzip, medium: .pipe),
            Storage(shape: .ociArchive, layers: .none, medium: .directory),
            Storage(shape: .ociArchive, layers: .gzip, medium: .directory),
        ] + [.none, .gzip, .zstd].map { Storage(shape: .ociArchive, layers: $0) }
        + CompressionFormat.allCases.filter { $0 != .none }.map { Storage(shape: .dockerOld, whole: $0) }

    static let seed =
        ProcessInfo.processInfo.environment["IMAGEKIT_SEED"].flatMap(UInt64.init) ?? UInt64.random(in: 0..<1 << 32)

    /// What a reader of a report goes by.
    struct Findings: Equatable {
        var packages: [String]
        var tree: [String]
        var sums: [Int64]
        var remarks: Int

        init(_ analysis: ImageAnalysis) {
            packages = analysis.inventory.packages.map { "\($0.purl) \($0.size) \($0.sharedSize) \($0.layer)" }
            tree = analysis.tree.liveNodes.map { node in
                let tree = analysis.tree
                return "\(tree.path(of: node)) \(tree.kind(of: node)) \(tree.size(of: node)) \(tree.mode(of: node))"
            }
            sums = [
                analysis.diffSize, analysis.downloadSize, analysis.inventory.liveSize, analysis.inventory.ownedSize,
            ]
            remarks = analysis.diagnostics.count
        }

        /// Whether these findings differ from the true ones and nobody is told.
        func isSilentlyOther(than truth: Findings) -> Bool {
            (packages, tree, sums) != (truth.packages, truth.tree, truth.sums) && remarks <= truth.remarks
        }
    }

    private static func layers() -> [[UInt8]] {
        var base = TarBuilder()
        TestDatabase.add([("one", "1.0", ["usr/bin/one"]), ("two", "2.0", ["usr/bin/two"])], to: &base)
        base.add("usr/bin/one", contents: (0..<900).map { UInt8(truncatingIfNeeded: $0 &* 7) })
        base.add("usr/bin/two", contents: [UInt8](repeating: 0x32, count: 300))
        var top = TarBuilder()
        let site = "usr/lib/python3/dist-packages"
        top.add("\(site)/demo-2.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: demo\nVersion: 2.0\n")
        top.add("\(site)/demo-2.0.dist-info/RECORD", "demo.py,,\n")
        top.add("\(site)/demo.py", "x = 1\n")
        top.add("usr/bin/.wh.two")
        return [base.archive, top.archive]
    }

    /// The files of a stored image; one without a name for an archive.
    private static func files(_ storage: Storage) throws -> [(name: String, bytes: [UInt8])] {
        var builder = ImageBuilder(layers: layers())
        builder.compression = storage.layers
        if storage.medium == .directory {
            return try builder.members(storage.shape).map { ($0.name, $0.contents) }
        }
        return [("image", try Compressor.compress(builder.archive(storage.shape), as: storage.whole))]
    }

    private static func read(_ files: [(name: String, bytes: [UInt8])], _ storage: Storage) async throws -> Findings {
        let folder = try TemporaryFolder()
        var path = folder.path("layout")
        switch storage.medium {
        case .directory: for file in files { try folder.write(file.bytes, to: "layout/\(file.name)") }
        case .file: path = try folder.write(files[0].bytes, to: "image.tar")
        case .pipe:
            path = folder.path("pipe")
            try Tool.run("mkfifo", path)
            let (bytes, pipe) = (Data(files[0].bytes), path)
            Thread.detachNewThread {
                // A reader that has seen enough closes the pipe.
                _ = signal(SIGPIPE, SIG_IGN)
                try? FileHandle(forWritingTo: URL(fileURLWithPath: pipe)).write(contentsOf: bytes)
            }
        }
        return Findings(try await ImageAnalyzer().analyze(ImageArchive(path: path).image()))
    }

    @Test(arguments: storages)
    func tellsOfDamage(_ storage: Storage) async throws {
        let files = try Self.files(storage)
        let truth = try await Self.read(files, storage)
        #expect(truth.packages.count == 3)
        var generator = SeededGenerator(seed: Self.seed)
        for index in files.indices {
            let bytes = files[index].bytes
            let boundaries = Array(stride(from: 0, to: bytes.count, by: 512))
            let odd = (0..<12).map { _ in Int(generator.next() % UInt64(bytes.count)) }
            for length in boundaries + odd {
                var damaged = files
                damaged[index].bytes = Array(bytes.prefix(length))
                await Self.check(damaged, storage, truth, "\(files[index].name) cut to \(length) of \(bytes.count)")
            }
            for _ in 0..<(storage.medium == .directory ? 20 : 80) {
                let place = Int(generator.next() % UInt64(bytes.count))
                let change = UInt8(1 + generator.next() % 255)
                var damaged = files
                damaged[index].bytes[place] ^= change
                await Self.check(
                    damaged, storage, truth, "\(files[index].name) with byte \(place) changed by \(change)")
            }
        }
    }

    private static func check(
        _ files: [(name: String, bytes: [UInt8])], _ storage: Storage, _ truth: Findings, _ damage: String
    ) async {
        do {
            let found = try await read(files, storage)
            #expect(!found.isSilentlyOther(than: truth), "\(damage), IMAGEKIT_SEED=\(seed)")
        } catch {
            #expect(error is ImageError, "\(damage), IMAGEKIT_SEED=\(seed): \(error)")
        }
    }

    @Test(arguments: [ImageBuilder.Shape.dockerOld, .ociArchive])
    func tellsOfZerosBehindACompressedArchive(shape: ImageBuilder.Shape) async throws {
        let storage = Storage(shape: shape, whole: .gzip)
        var files = try Self.files(storage)
        let truth = try await Self.read(files, storage)
        files[0].bytes += [UInt8](repeating: 0, count: 100)
        #expect(try await Self.read(files, storage).remarks == truth.remarks + 1)
    }
}
