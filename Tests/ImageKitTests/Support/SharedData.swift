import Foundation

/// The data that tests share and that is too large to be committed: the folder named by `IMAGESCAN_SHARED`.
enum SharedData {
    /// Whether the environment names the folder; that it does not is said aloud, once.
    static let isAvailable: Bool = {
        if folder != nil { return true }
        let message = "SKIPPED: IMAGESCAN_SHARED is not set, so tests against conformance vectors do not run\n"
        FileHandle.standardError.write(Data(message.utf8))
        return false
    }()

    /// The folder itself; nil where the environment names none.
    static var folder: String? { ProcessInfo.processInfo.environment["IMAGESCAN_SHARED"] }

    /// The contents of a file of the folder, named by its path below the folder.
    static func data(_ relative: String) throws -> [UInt8] {
        Array(try Data(contentsOf: url(relative)))
    }

    /// The files of a folder of the folder that have an extension, ordered by name.
    static func files(in relative: String, withExtension suffix: String) throws -> [URL] {
        try FileManager.default.contentsOfDirectory(at: url(relative), includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == suffix }
            .sorted { $0.path < $1.path }
    }

    private static func url(_ relative: String) throws -> URL {
        guard let folder else { throw CocoaError(.fileNoSuchFile) }
        return URL(filePath: folder).appending(path: relative)
    }
}
