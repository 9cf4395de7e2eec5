import Foundation
import Testing

/// Images that the repository commits or builds.
enum Repository {
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static func fixture(_ name: String) -> String { root.appendingPathComponent("Fixtures/\(name)").path }

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
