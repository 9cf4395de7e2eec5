import Foundation

/// What dpkg, Python and a walk over the mounted tree say of a real image.
struct ImageTruth: Decodable {
    struct Configuration: Decodable {
        var user: String?
        var env: [String]?
        var entrypoint: [String]?
        var cmd: [String]?
        var workingDir: String?
        var labels: [String: String]?

        enum CodingKeys: String, CodingKey {
            case user = "User"
            case env = "Env"
            case entrypoint = "Entrypoint"
            case cmd = "Cmd"
            case workingDir = "WorkingDir"
            case labels = "Labels"
        }
    }

    struct Files: Decodable {
        var bytesByInode: Int64
        var files: Int
        var directories: Int
        var symlinks: Int
        var setuid: [String]
        var setgid: [String]
    }

    struct Database: Decodable { var packages: [DebianPackage] }

    struct DebianPackage: Decodable {
        var package: String
        var version: String
        var architecture: String
        var status: String
        var sourcePackage: String
        var sourceVersion: String
        var installedSize: Int64?
    }

    struct RecordInFolder: Decodable {
        var package: String
        var version: String
        var architecture: String
    }

    struct Interpreter: Decodable {
        struct Metadata: Decodable {
            var version: String
            var prefix: String
            var path: [String]
            var distributions: [Distribution]
        }

        struct Distribution: Decodable {
            var name: String
            var version: String
            var path: String
            var shadowed: Bool
        }

        struct Listed: Decodable, Hashable {
            var name: String
            var version: String
        }

        var interpreter: String
        var user: String
        var metadata: Metadata
        var pipList: [Listed]?
    }

    var config: Configuration
    var architecture: String?
    var os: String?
    var diffIDs: [String]
    var files: Files
    var dpkg: Database?
    var statusD: [RecordInFolder]
    var python: [Interpreter]
}

/// What the layers of a real image hold.
struct LayerTruth: Decodable {
    struct Layer: Decodable {
        var diffID: String
        var entries: Int
        var bytes: Int64
        var tarBytes: Int64
    }

    var layers: [Layer]
    /// Bytes of all files of all layers that are not in the final tree.
    var wastedBytes: Int64?
}
