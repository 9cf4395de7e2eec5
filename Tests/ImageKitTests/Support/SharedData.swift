import Foundation

/// Conformance vectors and other large test data that are not part of the repository.
///
/// The environment variable `IMAGESCAN_SHARED` names the folder; without it the suites that need it are skipped, aloud.
enum SharedData {
    static let comment = "IMAGESCAN_SHARED is not set"

    static let isAvailable: Bool = {
        if root != nil { return true }
        FileHandle.standardError.write(Data("SKIPPED: \(comment), tests against conformance vectors do not run\n".utf8))
        return false
    }()

    private static let root = ProcessInfo.processInfo.environment["IMAGESCAN_SHARED"].map {
        URL(fileURLWithPath: $0, isDirectory: true)
    }

    struct Unavailable: Error {}

    static func url(_ relative: String) throws -> URL {
        guard let root else { throw Unavailable() }
        return root.appendingPathComponent(relative)
    }

    static func data(_ relative: String) throws -> Data { try Data(contentsOf: url(relative)) }

    static func bytes(_ relative: String) throws -> [UInt8] { try Array(data(relative)) }

    static func files(in relative: String, withExtension suffix: String) throws -> [URL] {
        try FileManager.default.contentsOfDirectory(at: url(relative), includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == suffix }
            .sorted { $0.path < $1.path }
    }
}
