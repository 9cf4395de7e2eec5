import Foundation
import Testing

@testable import ImageLedger
@testable import ImageReading

/// Images that the repository commits or builds.
enum Repository {
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static func fixture(_ name: String) -> String { root.appendingPathComponent("Fixtures/\(name)").path }

    /// A committed archive under its name alone: reports don't depend on where the repository lies, nor break lines by it.
    static func archive(_ name: String, reading options: ScanOptions) throws -> ImageArchive {
        try ImageArchive(source: NamedSource(path: fixture(name), name: name), options: options)
    }

    private struct NamedSource: BlobSource {
        private let source: TarSource
        let name: String

        init(path: String, name: String) throws {
            let file = try InputFile(path: path)
            let size = try Data(contentsOf: URL(fileURLWithPath: path)).count
            source = try TarSource(file, size: Int64(size), limits: Limits())
            self.name = name
        }

        var medium: String { source.medium }
        var fileNames: [String]? { source.fileNames }
        var diagnostics: [Diagnostic] { source.diagnostics }

        func size(of file: String) throws -> Int64? { try source.size(of: file) }
        func open(_ file: String) throws -> (any BlobStream)? { try source.open(file) }
        func identity(of file: String) throws -> String { try source.identity(of: file) }
    }

    /// One archive of `generated/shapes`.
    struct Shape: CustomTestStringConvertible {
        let file: String
        /// What its images are, for example `full` or `slim:arm64`.
        let images: [String]

        var path: String { Repository.root.appendingPathComponent("generated/shapes/\(file)").path }
        var testDescription: String { file }
    }

    /// The demo images in every shape; empty, aloud, where `make test` has not built them.
    static let shapes: [Shape] = {
        let list = root.appendingPathComponent("generated/shapes/shapes.tsv")
        guard let text = try? String(contentsOf: list, encoding: .utf8) else {
            FileHandle.standardError.write(
                Data("SKIPPED: generated/shapes is missing (make test builds it), archive shapes are not read\n".utf8))
            return []
        }
        return text.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: "\t").map(String.init)
            guard fields.count >= 2 else { return nil }
            return Shape(file: fields[0], images: fields[1].split(separator: ",").map(String.init))
        }
    }()
}

/// Unpacks an archive of shared data once, into a folder that is gone when the tests end.
struct UnpackedArchive: Sendable {
    let folder: URL

    struct Failure: Error {}

    init(_ relative: String) throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("imagekit-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        UnpackedArchive.removeAtExit(folder.path)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["tar", "--zstd", "-xf", try SharedData.url(relative).path, "-C", folder.path]
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure() }
    }

    private static let lock = NSLock()
    // Guarded by the lock.
    private nonisolated(unsafe) static var folders: [String] = []

    private static func removeAtExit(_ path: String) {
        lock.withLock {
            if unsafe folders.isEmpty {
                atexit {
                    for folder in unsafe UnpackedArchive.folders { try? FileManager.default.removeItem(atPath: folder) }
                }
            }
            unsafe folders.append(path)
        }
    }
}
