import Foundation

/// The data that tests share and that is too large to be committed: the folder named by `IMAGESCAN_SHARED`.
enum SharedData {
    /// Whether the environment names the folder.
    static var isAvailable: Bool { folder != nil }

    /// The folder itself; nil where the environment names none.
    static var folder: String? { ProcessInfo.processInfo.environment["IMAGESCAN_SHARED"] }

    /// The contents of a file of the folder, named by its path below the folder.
    static func data(_ relative: String) throws -> [UInt8] {
        guard let folder else { throw CocoaError(.fileNoSuchFile) }
        return Array(try Data(contentsOf: URL(filePath: folder).appending(path: relative)))
    }
}
