import FoundationEssentials
import ImageReading

/// Where a distribution was installed from: `direct_url.json`, PEP 610.
struct DirectURLFile: Decodable {
    struct DirectoryInformation: Decodable {
        var editable: Bool?
    }

    struct VersionControlInformation: Decodable {
        var vcs: String
        var commitID: String?

        enum CodingKeys: String, CodingKey {
            case vcs
            case commitID = "commit_id"
        }
    }

    struct ArchiveInformation: Decodable {
        var hash: String?
        var hashes: [String: String]?
    }

    private let address: String
    private let directory: DirectoryInformation?
    private let versionControl: VersionControlInformation?
    private let archive: ArchiveInformation?

    enum CodingKeys: String, CodingKey {
        case address = "url"
        case directory = "dir_info"
        case versionControl = "vcs_info"
        case archive = "archive_info"
    }

    /// Reads the document; nil where it is malformed.
    init?(_ bytes: [UInt8]) {
        guard let value = try? JSONDecoder().decode(DirectURLFile.self, from: Data(bytes)) else { return nil }
        self = value
    }

    /// The URL, with its version-control system before it where there is one: `git+https://...`.
    var url: String { versionControl.map { $0.vcs + "+" + address } ?? address }
    var revision: String? { versionControl?.commitID }
    var isEditable: Bool { directory?.editable == true }
    /// The hashes of the archive, by the algorithm's name; older tools write one as `sha256=…`.
    var archiveHashes: [String: String] {
        if let hashes = archive?.hashes, !hashes.isEmpty { return hashes }
        let parts = archive?.hash?.split(separator: "=", maxSplits: 1).map(String.init) ?? []
        return parts.count == 2 ? [parts[0]: parts[1]] : [:]
    }

    /// The path of a `file:` URL on the same machine, percent signs decoded; nil for every other URL.
    var localPath: [UInt8]? {
        guard address.asciiLowercased.hasPrefix("file://") else { return nil }
        let rest = Array(address.utf8.dropFirst("file://".utf8.count))
        guard let slash = rest.firstIndex(of: UInt8(ascii: "/")) else { return nil }
        guard slash == 0 || rest[..<slash].elementsEqual("localhost".utf8) else { return nil }
        return rest[slash...].percentDecoded
    }
}
