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
#endif

/// The squashed tree against what umoci unpacks.
@Suite(.serialized, .enabled(if: Tool.isInstalled("umoci") && Tool.isInstalled("skopeo")))
struct UmociTests {
    private static let isRoot = geteuid() == 0

    @Test(arguments: ["oci-archive:demo.oci.tar", "docker-archive:demo-slim.docker.tar"])
    func agreesOnFixtures(source: String) async throws {
        let parts = source.split(separator: ":")
        let file = Repository.fixture(String(parts[1]))
        let image = try ImageArchive(path: file).image()
        try await compare(image, source: "\(parts[0]):\(file)")
    }

    @Test(.enabled(if: SharedData.isAvailable, "IMAGESCAN_SHARED is not set"), arguments: UmociTests.tags)
    func agreesOnImages(tag: String) async throws {
        let layout = try SharedData.url("images/layout").path
        try await compare(ImageArchive(path: layout).image(reference: tag), source: "oci:\(layout):\(tag)")
    }

    private static let tags: [String] = {
        guard SharedData.isAvailable, let layout = try? SharedData.url("images/layout").path,
            let archive = try? ImageArchive(path: layout)
        else { return [] }
        // The larger ones show nothing that these do not and take minutes.
        return archive.images.filter { downloadSize(of: $0, in: archive) <= 30 << 20 }
            .compactMap { $0.references.first?.split(separator: ":").last.map(String.init) }
    }()

    private static func downloadSize(of listing: ImageListing, in archive: ImageArchive) -> Int64 {
        ((try? archive.image(listing))?.layers ?? []).reduce(0) { $0 + ($1.size ?? 0) }
    }

    private func compare(_ image: Image, source: String) async throws {
        let folder = try TemporaryFolder()
        let layout = folder.path("layout")
        // Debian's umoci reads no zstd; from a directory of plain layers skopeo compresses with gzip.
        let plain = "dir:\(folder.path("plain"))"
        try Tool.run("skopeo", "--insecure-policy", "copy", "--quiet", "--dest-decompress", source, plain)
        try Tool.run("skopeo", "--insecure-policy", "copy", "--quiet", plain, "oci:\(layout):image")
        let root = folder.path("root")
        let mode = UmociTests.isRoot ? [] : ["--rootless"]
        try Tool.run(["umoci", "raw", "unpack"] + mode + ["--image", "\(layout):image", root])
        let listing = try Tool.run("find", root, "-printf", "%P\\0%y\\0%s\\0%m\\0%U\\0%G\\0%l\\0")
        let fields = listing.split(separator: 0, omittingEmptySubsequences: false).map { Array($0) }
        var expected: Set<String> = []
        for start in stride(from: 0, to: fields.count - 6, by: 7) where !fields[start].isEmpty {
            let parts = fields[start..<start + 7].map { DisplayText.decoded($0) }
            expected.insert(
                line(
                    parts[0], kind: parts[1], size: parts[1] == "f" ? parts[2] : "0",
                    mode: parts[1] == "l" ? "" : parts[3], owner: "\(parts[4]):\(parts[5])", target: parts[6]))
        }
        try Tool.run("chmod", "-R", "u+rwx", root)

        let tree = try await ImageAnalyzer().analyze(image).tree
        var found: Set<String> = []
        for node in tree.liveNodes {
            let kind = "\(tree.kind(of: node).rawValue)"
            let letters = ["0": "f", "1": "d", "2": "l", "3": "c", "4": "b", "5": "p"]
            let owner = tree.owner(of: node)
            found.insert(
                line(
                    tree.path(of: node).string, kind: letters[kind] ?? "?", size: "\(tree.size(of: node))",
                    mode: kind == "2" ? "" : String(tree.mode(of: node), radix: 8),
                    owner: "\(owner.user):\(owner.group)",
                    target: tree.linkTarget(of: node).map { DisplayText.decoded($0) } ?? ""))
        }
        #expect(found.isEmpty == image.layers.isEmpty)
        let differences = found.symmetricDifference(expected).sorted()
        #expect(differences.isEmpty, "\(differences.count) lines differ: \(differences.prefix(10))")
    }

    private func line(
        _ path: String, kind: String, size: String, mode: String, owner: String, target: String
    ) -> String {
        "\(path) \(kind) \(size) \(mode) \(UmociTests.isRoot ? owner : "") \(target)"
    }
}
