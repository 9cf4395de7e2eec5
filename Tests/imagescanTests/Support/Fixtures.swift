import Foundation

/// The files of the repository that tests read.
enum Fixtures {
    static let repository = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static let folder = repository.appendingPathComponent("Fixtures")

    /// The demo images; runs start in their folder.
    static let full = "demo.oci.tar"
    static let slim = "demo-slim.docker.tar"

    static func url(_ name: String) -> URL { folder.appendingPathComponent(name) }

    /// The demo images in every shape, which `make test` builds.
    static let shapes = repository.appendingPathComponent("generated/shapes")

    static let hasShapes: Bool = {
        if FileManager.default.fileExists(atPath: shapes.appendingPathComponent("shapes.tsv").path) { return true }
        note("SKIPPED: generated/shapes is missing (make test builds it), tests of archive shapes do not run")
        return false
    }()

    static func note(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }

    /// The folder that `IMAGESCAN_SHARED` names.
    static let shared = ProcessInfo.processInfo.environment["IMAGESCAN_SHARED"].map {
        URL(fileURLWithPath: $0, isDirectory: true)
    }
}
