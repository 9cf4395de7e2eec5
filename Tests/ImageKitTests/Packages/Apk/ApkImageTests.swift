import Foundation
import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Reads the databases of real images, made by apk 2.10 to 2.12 and by apko.
@Suite(.enabled(if: SharedData.isAvailable, "IMAGESCAN_SHARED is not set"))
struct ApkImageTests {
    private static let archives = Result { try UnpackedArchive("foreign/images.tar.zst") }
    private static let files = [
        "aquasecurity+fanal/test/testdata/alpine-310.tar.gz", "aquasecurity+fanal/test/testdata/alpine-311.tar.gz",
        "aboutcode-org+scancode.io/scanpipe/tests/data/docker/alpine_3_15_4.tar.gz",
        "chainguard-dev+apko/internal/cli/testdata/base_image", "chainguard-dev+apko/internal/cli/testdata/golden",
        "chainguard-dev+apko/internal/cli/testdata/top_image",
    ]

    private func trees(_ file: String) async throws -> [(tree: FileTree, distribution: Distribution?)] {
        let path = try ApkImageTests.archives.get().folder.appendingPathComponent(file).path
        var options = ScanOptions()
        options.contentIdentity = .digest
        options.fileHashes.insert(.sha1)
        let archive = try ImageArchive(path: path, options: options)
        var trees: [(tree: FileTree, distribution: Distribution?)] = []
        for listing in archive.images {
            let analysis = try await ImageAnalyzer(options: options).analyze(archive.image(listing))
            trees.append((analysis.tree, analysis.inventory.distribution))
        }
        return trees
    }

    @Test(arguments: files)
    func listsWhatTheDatabaseNames(_ file: String) async throws {
        let trees = try await trees(file)
        #expect(!trees.isEmpty)
        for (tree, distribution) in trees {
            var database = ApkDatabase(tree: tree, distribution: distribution)
            database.read()
            let node = try #require(ApkPaths.databases.compactMap { tree.lookup($0) }.first)
            let text = String(decoding: try #require(tree.contents(of: node)), as: UTF8.self)
            let lines = text.split(separator: "\n")
            let names = lines.filter { $0.hasPrefix("P:") }.map { String($0.dropFirst(2)) }
            let versions = lines.filter { $0.hasPrefix("V:") }.map { String($0.dropFirst(2)) }
            #expect(database.records.map(\.package.name) == names)
            #expect(database.records.map(\.package.version) == versions)
            #expect(names.count >= 2)
            #expect(database.diagnostics.isEmpty)
            let expected = "distro=\(distribution?.purlQualifier ?? "none")"
            #expect(database.records.allSatisfy { $0.package.purl.description.hasSuffix(expected) })
            let files = lines.count { $0.hasPrefix("F:") || $0.hasPrefix("R:") }
            #expect(database.records.map { Array($0.files).count }.reduce(0, +) == files)
            for record in database.records {
                #expect(ApkLicense(text: record.fields.license ?? "").read().expression != nil)
            }
        }
    }

    /// In an image as it was published no provider and no file is missing, and one file was changed by a script.
    @Test(arguments: files.prefix(2))
    func agreesWithTheFilesOfAlpine(_ file: String) async throws {
        let (tree, distribution) = try #require(try await trees(file).first)
        var database = ApkDatabase(tree: tree, distribution: distribution)
        database.read()
        let world = try #require(ApkWorld(&database))
        let graph = ApkDependencies(
            database.records.enumerated().map { position, record in
                .init(position: position, package: record.package)
            }, world: world)
        #expect(graph.relations.joined().allSatisfy { $0.alternatives.contains { !$0.isEmpty } })
        #expect(graph.conditions.compactMap(\.self).allSatisfy { $0.holds })
        #expect(graph.isWanted?.count { $0 } == world.relations.count)

        var ownership = ApkOwnership(tree: tree)
        var owned: Set<FileTree.NodeID> = []
        var changed: [String] = []
        var counts = (same: 0, missing: 0)
        for record in database.records {
            owned.formUnion(ownership.files(of: record))
            for file in record.files {
                guard let digest = file.digest else { continue }
                let path = try #require(BytePath(file.path))
                guard let node = tree.lookup(path, followingLast: false) else {
                    counts.missing += 1
                    continue
                }
                switch digest.comparison(with: node, of: tree) {
                case .same: counts.same += 1
                default: changed.append(path.string)
                }
                if tree.kind(of: node) == .file, !file.isConfiguration { #expect(tree.mode(of: node) == file.mode) }
            }
        }
        #expect(counts.missing == 0)
        #expect(counts.same > 70)
        #expect(changed == ["etc/shadow"])
        // What no record names are the links of busybox, and what scripts wrote.
        let left = tree.liveNodes.filter { tree.kind(of: $0) == .file && !owned.contains($0) }
            .map { tree.path(of: $0).string }
        #expect(left.allSatisfy { path in ["etc/", "lib/apk/db/", "dev/"].contains { path.hasPrefix($0) } })
        #expect(owned.contains { tree.path(of: $0) == "lib/ld-musl-x86_64.so.1" })
    }
}
