import Foundation

/// Real images and what other programs say of them; too large for the repository.
///
/// The environment variable `IMAGESCAN_CORPUS` names the folder: `images/NAME/docker.tar`, and `truth/apt-removals/NAME.tsv`
/// as `Tests/Scripts/apt-removals.py` writes it. Without it the suites that need it are skipped, aloud.
enum CorpusData {
    static let comment = "IMAGESCAN_CORPUS is not set"

    static let isAvailable: Bool = {
        if root != nil { return true }
        FileHandle.standardError.write(Data("SKIPPED: \(comment), tests against real images do not run\n".utf8))
        return false
    }()

    private static let root = ProcessInfo.processInfo.environment["IMAGESCAN_CORPUS"].map {
        URL(fileURLWithPath: $0, isDirectory: true)
    }

    /// The archive of an image; nil where the corpus does not have it.
    static func image(_ name: String) -> String? { existing("images/\(name)/docker.tar")?.path }

    /// The lines of a truth, their fields apart; nil where the corpus does not have it.
    static func rows(_ relative: String) throws -> [[String]]? {
        guard let url = existing(relative) else { return nil }
        return try String(contentsOf: url, encoding: .utf8).split(separator: "\n").map { line in
            line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        }
    }

    private static func existing(_ relative: String) -> URL? {
        guard let url = root?.appendingPathComponent(relative), FileManager.default.fileExists(atPath: url.path) else {
            return nil
        }
        return url
    }
}
